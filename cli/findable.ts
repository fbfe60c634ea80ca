import { metricDirections, usualUnit } from '../providers/registry.ts';
import { type MetricPlan, type PowerAnswer, power } from '../rollout/judge/index.ts';
import type { PlannedStep } from '../rollout/plan/plan.ts';
import type { UsualMinute } from '../rollout/plan/ramp.ts';
import type { Spec } from '../rollout/spec/index.ts';

/** What the steps of a spec find of a metric, in what traffic. */
export type Findable = {
  readonly metric: string;
  readonly direction: MetricPlan['direction'];
  readonly requestsPerMinute: number;
  readonly baseRate: number;
  /** Neither stated nor measured. */
  readonly isAssumed: { readonly traffic: boolean; readonly rate: boolean };
  readonly answer: PowerAnswer;
};

/**
 * For each metric that decides, in the traffic that was measured or that the spec states; without either in several, of the first
 * metric only. At 100% there is no stable to compare with, so the last step finds nothing here.
 */
export function findable(
  spec: Spec,
  steps: readonly PlannedStep[],
  measured: Readonly<Record<string, UsualMinute>> = {},
): readonly Findable[] {
  const deciding = spec.metrics.filter(({ dryRun }) => !dryRun);
  const paced = steps
    .filter(({ weightPercent }) => weightPercent < 100)
    .map(({ weightPercent, bakeSeconds }) => ({ weightPercent, minutes: Math.floor(bakeSeconds / 60) }));
  const isKnown = ({ config }: Metric) =>
    spec.requestsPerMinute !== null || measured[config.name] !== undefined;
  const known = deciding.filter(isKnown);
  const asked = known.length > 0 ? known : deciding.slice(0, 1);
  return asked.flatMap((metric) => {
    const { name } = metric.config;
    const plan = planOf(metric, spec);
    const minute = measured[name];
    const traffic = minute?.total ?? spec.requestsPerMinute;
    const measuredRate = minute !== undefined && minute.bad > 0 ? minute.bad / minute.total : undefined;
    const rate = measuredRate ?? metric.usualRate;
    const baseRate = rate ?? assumedRate[plan.direction];
    return (traffic === null ? assumedTraffic : [traffic]).map((requestsPerMinute) => ({
      metric: name,
      direction: plan.direction,
      requestsPerMinute,
      baseRate,
      isAssumed: { traffic: traffic === null, rate: rate === undefined },
      answer: power({
        metric: plan,
        metrics: deciding.length,
        falseRollbackRate: spec.falseRollbackRate,
        requestsPerMinute,
        baseRate,
        steps: paced,
      }),
    }));
  });
}

type Metric = Spec['metrics'][number];

/** From one request a second to a thousand. */
const assumedTraffic = [60, 600, 6000, 60_000];
const assumedRate = { 'lower-is-better': 0.001, 'higher-is-better': 0.03 } as const;

function planOf({ config, unit, tolerance, minBadMinutes, dryRun }: Metric, spec: Spec): MetricPlan {
  return {
    name: config.name,
    direction: metricDirections([config])[config.name] ?? 'lower-is-better',
    unit: unit ?? usualUnit(spec.traffic),
    dryRun,
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(minBadMinutes === undefined ? {} : { minBadBuckets: minBadMinutes }),
  };
}
