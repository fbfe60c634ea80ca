import { z } from 'zod';
import { startExecution } from '../../providers/executions.ts';
import { releaseOfEvent } from '../../rollout/release-event.ts';
import type { Spec } from '../../rollout/spec/index.ts';
import type { Deps } from '../_deps.ts';
import { hereOf } from '../_here.ts';
import { readSpec } from '../_spec.ts';
import { task } from '../_task.ts';
import { wrap } from '../_wrap.ts';

/**
 * An image was pushed, or a release was requested: starts a rollout of each service that waits for it. Names come from
 * the event, so that a repeated one starts nothing. A wrong event is logged and dropped: repeating it would not help.
 */
export const start = task({
  needs: ['specs.list', 'executions.start'],
  input: z.unknown(),
  async run(event, deps) {
    const decision = releaseOfEvent(event, await readableSpecs(deps), hereOf(deps.env));
    deps.telemetry.info('An event that may start a rollout', { decision });
    if (decision.kind !== 'start') return decision;
    const { clients, env } = deps;
    const started = await Promise.all(
      decision.starts.map(({ name, input }) => startExecution(clients, env.stateMachineArn, name, input)),
    );
    return { kind: decision.kind, started };
  },
});

export const handler = wrap(start);

/** One spec that cannot be read must not keep the others from starting. */
async function readableSpecs({ table, telemetry }: Deps): Promise<readonly Spec[]> {
  const stored = await table.listSpecs((error) => telemetry.error('A spec cannot be read', error));
  return stored.flatMap((one) => {
    try {
      return [readSpec(one)];
    } catch (error) {
      telemetry.error(`The spec of ${one.service} cannot be read`, error);
      return [];
    }
  });
}
