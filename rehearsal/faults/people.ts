import { routerFor } from '../../providers/registry.ts';
import { type Claim, table } from '../../providers/table.ts';
import { readPlan } from '../../rollout/plan/read-plan.ts';
import type { Stage } from '../scenario.ts';
import { names, person } from '../stage.ts';

const pauseMillis = 600_000;
const patienceMillis = 20_000;

/** As `haldane pause` does, and ten minutes later `haldane resume`. */
export function pause(stage: Stage): void {
  const { world, spec } = stage;
  withClaim(stage, ({ holder }, inTable) => inTable.pauseClaim(spec.service, holder, 'wait a moment'));
  world.clock.schedule(world.clock.now() + pauseMillis, () =>
    withClaim(stage, ({ holder }, inTable) => inTable.resumeClaim(spec.service, holder)),
  );
}

/** Sets the weights of the rollout under way by hand; without a canary there is nothing to give to. */
export function move(stage: Stage, canaryPercent: number): void {
  withClaim(stage, async ({ plan, deployed }) => {
    const { slots, traffic } = readPlan(plan);
    const canary = deployed?.slot ?? slots.canary;
    if (canary === null) return;
    const router = routerFor(traffic, stage.world.clientsFor(person));
    await router.shift({ stable: slots.stable, canary, canaryPercent });
  });
}

/** Who is told that an abort failed, tries again. */
export function abort(stage: Stage, reason: string, tries = 3): void {
  const { world, spec } = stage;
  const asked = world.lambda.invoke(names.functionName('interrupt'), {
    abort: { service: spec.service, reason, by: 'rehearsal' },
  });
  void asked.then(({ kind }) => {
    if (kind === 'answered' || tries === 1) return;
    world.clock.schedule(world.clock.now() + patienceMillis, () => abort(stage, reason, tries - 1));
  });
}

/** Says yes to what is asked, or was asked last. */
export function approve(stage: Stage): void {
  withClaim(stage, async ({ approvalToken }) => {
    const answer = { TaskToken: approvalToken, Output: '{}' };
    await stage.world.callAs(person, 'aws-sdk:sfn', 'sendTaskSuccess', answer);
  });
}

/** Whoever comes too late is told so; here nobody listens. */
function withClaim(
  { world, spec }: Stage,
  act: (claim: Claim, inTable: ReturnType<typeof table>) => Promise<unknown>,
): void {
  const inTable = table(world.clientsFor(person), names.table);
  const acted = inTable
    .readClaim(spec.service)
    .then((claim) => (claim === null ? undefined : act(claim, inTable)));
  acted.catch(() => {});
}
