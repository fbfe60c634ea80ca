import { z } from 'zod';
import { workloadFor } from '../providers/registry.ts';
import { refuseIfMarked } from './_mark.ts';
import { planShape } from './_shapes.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/**
 * Places the release beside stable and notes in the claim where, so that a recovery can find and remove it. Where deploying makes the
 * slot, the claim is told before: an answer that is lost must not leave a version behind that nobody knows of.
 */
export const deployTheCanary = task({
  needs: ['workload.deploy', 'claims.read', 'claims.write'],
  input: z.strictObject({ plan: planShape, execution: z.string() }),
  async run({ plan, execution }, { clients, table }) {
    await refuseIfMarked(table, plan.service, execution);
    if (plan.slots.canary === null) await table.recordPlacing(plan.service, execution, plan.version);
    const deployed = await workloadFor(plan.workload, clients).deploy({
      stable: plan.slots.stable,
      release: plan.release,
      rolloutId: plan.rolloutId,
    });
    await table.recordDeployed(plan.service, execution, deployed);
    return { deployed };
  },
});

export const handler = wrap(deployTheCanary);
