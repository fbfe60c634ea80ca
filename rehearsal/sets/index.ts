import type { Spec } from '../../rollout/spec/index.ts';
import { Unplayable } from '../unplayable.ts';
import type { NewTraffic, ResolverOptions, World } from '../world/index.ts';
import { albSet } from './alb.ts';
import { ecsSet } from './ecs.ts';
import { lambdaSet } from './lambda.ts';
import { lambdaAliasSet } from './lambda-alias.ts';
import { ownMetrics } from './own-metrics.ts';
import { route53Set } from './route53.ts';
import type { TrafficSet, WorkloadSet } from './set.ts';

/** The sets by provider kind. A provider without one can be deployed but not rehearsed. */
const traffic: Readonly<Record<string, TrafficSet>> = {
  alb: albSet,
  'lambda-alias': lambdaAliasSet,
  route53: route53Set,
};
const workloads: Readonly<Record<string, WorkloadSet>> = { ecs: ecsSet, lambda: lambdaSet };

/** Fewer resolvers and longer slices are cheaper, and coarser. */
export type Crowd = Pick<NewTraffic, 'sliceSeconds' | 'historyMinutes'> & {
  readonly resolvers?: ResolverOptions;
};

/** Builds what the spec names, with `code` serving as the stable version, and starts the requests. */
export function buildSet(
  world: World,
  spec: Spec,
  code: string,
  requestsPerMinute: number,
  { resolvers, ...crowd }: Crowd = {},
): void {
  const site = known(traffic, spec.traffic.kind)(spec.traffic, world);
  const cast = { ...site, code, requestsPerMinute };
  const services = known(workloads, spec.workload.kind)(spec.workload, world, cast);
  for (const alarm of spec.alarms) world.cloudwatch.createAlarm(alarm);
  const configs = spec.metrics.map(({ config }) => config);
  world.traffic.serve({
    ...crowd,
    route:
      resolvers !== undefined && site.route.kind === 'route53' ? { ...site.route, resolvers } : site.route,
    requestsPerMinute,
    ...(services === undefined ? {} : { services }),
    metrics: ownMetrics(configs, site.route),
  });
}

function known<T>(sets: Readonly<Record<string, T>>, kind: string): T {
  const set = Object.hasOwn(sets, kind) ? sets[kind] : undefined;
  if (set !== undefined) return set;
  throw new Unplayable(`The rehearsal has no ${kind}. It knows ${Object.keys(sets).join(', ')}.`);
}
