import { cloudwatch } from '../../providers/metrics/cloudwatch.ts';
import type { ProviderConfig } from '../../rollout/plan/plan.ts';
import type { OwnMetric, RouteOptions } from '../world/index.ts';

/**
 * What the service must publish for a spec's metrics to be found: under their names, in their namespaces, with
 * their dimensions. What AWS publishes of the route is left to the simulated AWS.
 */
export function ownMetrics(configs: readonly ProviderConfig[], route: RouteOptions): readonly OwnMetric[] {
  const byName = new Map<string, OwnMetric>();
  for (const config of configs) {
    const metric = cloudwatch.config.parse(config);
    const { namespace, dimensions = {}, dimensionsBySlot = {} } = metric;
    if (namespace === publishedByAws[route.kind]) continue;
    const dimensionsOf = (slot: string) =>
      Object.fromEntries(
        Object.entries({ ...dimensions, ...dimensionsBySlot[slot] }).map(([key, value]) => [
          key,
          value.replaceAll('{slot}', slot),
        ]),
      );
    for (const { name, measures } of measured(metric)) {
      const key = JSON.stringify([namespace, name, dimensions, dimensionsBySlot]);
      byName.set(key, { namespace, name, dimensions: dimensionsOf, measures });
    }
  }
  return [...byName.values()];
}

const publishedByAws: Readonly<Record<RouteOptions['kind'], string | undefined>> = {
  alb: 'AWS/ApplicationELB',
  lambda: 'AWS/Lambda',
  route53: undefined,
};

type Config = ReturnType<typeof cloudwatch.config.parse>;

function measured({ total, bad, good, duration, durationUnit = 'milliseconds' }: Config) {
  const named = (name: string | undefined, measures: OwnMetric['measures']) =>
    name === undefined ? [] : [{ name, measures }];
  return [
    ...named(total, 'requests'),
    ...named(bad, 'errors'),
    ...named(good, 'orders'),
    ...named(duration, durationUnit),
  ];
}
