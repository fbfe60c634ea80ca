import {
  evidenceOf,
  type MetricObservation,
  type Residuals,
  residuals,
  settingsOf,
  timeline,
} from './judge/index.ts';
import { metricKey } from './metric-key.ts';
import type { Plan } from './plan/plan.ts';

/**
 * How much each metric of a good rollout scattered, by `metricKey`: its minutes of both slots side by side, as the judge
 * used them, step by step. Metrics that could not be read, or counted next to nothing, are left out.
 */
export function scatter(
  plan: Pick<Plan, 'metrics' | 'judge'>,
  shifts: readonly { readonly atMillis: number; readonly weightPercent: number }[],
  observations: readonly MetricObservation[],
  nowMinute: number,
): Readonly<Record<string, Residuals>> {
  const changes = shifts.map(({ atMillis, weightPercent }) => ({
    minute: atMillis / 60_000,
    percent: weightPercent,
  }));
  const weights = timeline(changes);
  const learned = plan.judge.metrics.flatMap((metric) => {
    const config = plan.metrics.find(({ name }) => name === metric.name);
    const observation = observations.find(({ name }) => name === metric.name);
    if (config === undefined || observation?.status !== 'ok') return [];
    const { minutes } = evidenceOf(observation, settingsOf(metric), weights, nowMinute);
    const paired = minutes.filter(({ use }) => use === 'paired');
    const steps = Map.groupBy(paired, ({ minute }) =>
      changes.findLast((change) => change.minute < minute + 1),
    );
    const found = residuals([...steps.values()]);
    return found.variance > 0 ? [[metricKey(config, metric.unit), rounded(found)] as const] : [];
  });
  return Object.fromEntries(learned);
}

/** Six digits are more than chance leaves of them. */
function rounded({ blocks, variance, varianceSquared }: Residuals): Residuals {
  return {
    blocks: blocks.map(({ minutes, squares, expected, freedom }) => ({
      ...{ minutes, freedom },
      squares: digits(squares),
      expected: digits(expected),
    })),
    variance: digits(variance),
    varianceSquared: digits(varianceSquared),
  };
}

const digits = (value: number): number => Number(value.toPrecision(6));
