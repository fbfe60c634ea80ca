import { bareName } from '../../providers/lambda-arn.ts';
import { lambdaAlias } from '../../providers/traffic/lambda-alias.ts';
import { type TrafficSet, withConfig } from './set.ts';

/** The alias points to the function's first version; the workload's set makes both. */
export const lambdaAliasSet: TrafficSet = withConfig(lambdaAlias.config, ({ function: name, alias }) => ({
  route: { kind: 'lambda', functionName: bareName(name), alias },
  stable: '1',
}));
