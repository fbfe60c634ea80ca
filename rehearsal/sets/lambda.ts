import { bareName } from '../../providers/lambda-arn.ts';
import { lambda } from '../../providers/workloads/lambda.ts';
import { type WorkloadSet, withConfig } from './set.ts';

/** A function with one published version, and the alias of the route on it. */
export const lambdaSet: WorkloadSet = withConfig(
  lambda.config,
  ({ function: name }, world, { route, code }) => {
    const alias = route.kind === 'lambda' ? route.alias : 'live';
    world.lambda.createFunction({ name: bareName(name), alias, code });
    return undefined;
  },
);
