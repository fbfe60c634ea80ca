import { isObject } from '../engine/json.ts';
import type { Stage } from '../scenario.ts';
import { names } from '../stage.ts';
import type { Deployment, Handler } from '../world/index.ts';

/** Another version of Haldane that takes over while a rollout is under way. */
export type OtherVersion = {
  /** Puts it behind the functions; nobody sees a difference before it takes over. */
  readonly adapt: (deployment: Deployment) => Deployment;
  /** From now on the plans that were made until now have a shape that no handler knows. */
  readonly takeOver: (stage: Stage) => void;
};

/** Older than any. What a handler cannot read is the same, whoever of the two is the newer. */
const unknownShape = 0;

/**
 * Step Functions keeps the definition of a running execution, and with it the plan; functions are replaced under both. A version that
 * reads other plans only is played by showing it these ones with another shape.
 */
export function otherVersion(): OtherVersion {
  const made = new Set<string>();
  let foreign: ReadonlySet<string> = new Set();

  const shown = (plan: unknown): unknown =>
    isObject(plan) && typeof plan.rolloutId === 'string' && foreign.has(plan.rolloutId)
      ? { ...plan, shape: unknownShape }
      : plan;
  const between =
    (handler: Handler): Handler =>
    async (input, context) => {
      const answer = await handler(
        isObject(input) && 'plan' in input ? { ...input, plan: shown(input.plan) } : input,
        context,
      );
      if (isObject(answer) && isObject(answer.plan)) made.add(String(answer.plan.rolloutId));
      return answer;
    };

  return {
    adapt: (deployment) => ({
      ...deployment,
      functions: Object.fromEntries(
        Object.entries(deployment.functions).map(([name, before]) => [
          name,
          { ...before, create: (sandbox) => between(before.create(sandbox)) },
        ]),
      ),
    }),
    takeOver({ world, spec }) {
      foreign = new Set(made);
      const claim = world.dynamodb
        .items(names.table)
        .find(({ kind, name }) => kind?.S === 'claim' && name?.S === spec.service);
      if (claim?.plan?.S !== undefined) {
        const plan = JSON.stringify(shown(JSON.parse(claim.plan.S)));
        world.dynamodb.put(names.table, { ...claim, plan: { S: plan } });
      }
      world.lambda.renew();
    },
  };
}
