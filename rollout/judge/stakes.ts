import { interval } from './interval.ts';
import type { MetricVerdict } from './verdict.ts';

/** What the guarded ramp reads of a metric's verdict. */
export type GuardedMetric = Pick<MetricVerdict, 'counts' | 'relativeRisk' | 'lnE' | 'lnThreshold'> & {
  /** @default lower-is-better */
  readonly direction?: 'lower-is-better' | 'higher-is-better';
};

/** A harm that the version may do to a metric. */
export type Stake = {
  /** Requests that it would cost in a minute at full traffic. */
  readonly lossPerMinute: number;
  /** How likely the counts are under it against no harm at all; at most 1. */
  readonly likelihood: number;
  /** Requests that it costs until the judge finds it, at any small weight: evidence and harm grow alike. */
  readonly findingCost: number;
};

/** What is at stake in a metric: one for each size of harm from x1.5 to nearly total, with what the counts say of it. */
export function stakesOf(metric: GuardedMetric, requestsPerMinute: number): readonly Stake[] {
  const { stable } = metric.counts;
  const { line, risks } = SIDES[metric.direction ?? 'lower-is-better'];
  const rate = (stable.bad + 0.5) / (stable.total + 1);
  const nats = metric.lnThreshold + MIXTURE_NATS;
  const lnLikelihood = lnLikelihoodRatio(metric);
  return risks
    .filter((risk) => risk * rate < 1)
    .map((risk) => ({
      lossPerMinute: requestsPerMinute * rate * Math.abs(risk - 1),
      likelihood: Math.exp(Math.min(0, lnLikelihood(risk))),
      // What a bad request expected of a good canary tells of harm, on average, against the line (Wald 1945).
      findingCost: (nats * Math.abs(risk - 1)) / (risk * Math.log(risk / line) - (risk - line)),
    }));
}

/**
 * ln of how much likelier the counts are if the canary's rate is so many times stable's than if they are equal. Given the bad
 * requests of both slots, the canary's share of them is binomial. The sums alone would mix minutes of different weights
 * and rates: their odds are chosen to have the verdict's estimate, and they are worth what its interval says, which
 * allows for dispersion too.
 */
function lnLikelihoodRatio({ counts, relativeRisk }: GuardedMetric): (risk: number) => number {
  const { stable, canary } = counts;
  const bad = stable.bad + canary.bad;
  // Nothing to compare, but harm would have shown (Poisson).
  if (bad === 0) return (risk) => (-canary.total * Math.abs(risk - 1) * 0.5) / (stable.total + 1);
  if (relativeRisk === null || relativeRisk.estimate >= 1000 || relativeRisk.high >= 1000) return () => 0;
  const odds =
    canary.bad === 0 ? canary.total / stable.total : canary.bad / (stable.bad * relativeRisk.estimate);
  const summed = interval(
    [
      {
        minute: 0,
        use: 'paired',
        stable: { total: 1, bad: stable.bad },
        canary: { total: odds, bad: canary.bad },
      },
    ],
    { phi: 1, sigma2: 0 },
  );
  if (summed === null) return () => 0;
  // Without bad canary requests evidence grows with the requests, else with the inverse square of the interval's width.
  const divisor =
    relativeRisk.low === 0 || summed.low === 0
      ? relativeRisk.high / summed.high
      : (Math.log(relativeRisk.high / relativeRisk.low) / Math.log(summed.high / summed.low)) ** 2;
  return (risk) =>
    (canary.bad * Math.log(risk) - bad * Math.log1p(((risk - 1) * odds) / (1 + odds))) / Math.max(1, divisor);
}

/** The mean over alternatives costs so much, less what the neighbours of the best one add. */
const MIXTURE_NATS = 1.5;

/** The tolerances by request are the lines. Slighter harm than the first risk is not worth a longer ramp. */
const SIDES = {
  'lower-is-better': { line: 1.1, risks: [1.5, 2, 3, 5, 10, 20, 50, 200, 1000, 5000] },
  'higher-is-better': { line: 0.95, risks: [0.85, 0.7, 0.5, 0.25, 0.05] },
} as const;
