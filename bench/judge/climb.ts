import {
  type Bucket,
  type JudgePlan,
  judge,
  type Verdict,
  type WeightChange,
} from '../../rollout/judge/index.ts';
import type { Draw } from './draw.ts';
import { RETURN_MINUTES, usual } from './schedule.ts';

/** What a rollout that chooses its own weights did, in steady traffic by request. */
export type Climbed = {
  /** When all traffic was shifted; not a number if it was not within the time. */
  readonly fullAtMinute: number;
  readonly isReturned: boolean;
  /** Bad requests too many, until the weights are back or the time is over. */
  readonly excess: number;
};

export type Climb = {
  readonly requestsPerSecond: number;
  readonly baseRates: readonly number[];
  /** Of the first metric. */
  readonly relativeRisk: number;
  readonly advanceEarly: boolean;
};

/** The time of every plan that is compared, promoted or not. */
const MINUTES = usual.minutes;

/** The default plan as the state machine goes through it: a tick a minute, with the source's delay. */
export function climb(climb: Climb, draw: Draw): Climbed {
  const names = climb.baseRates.map((_, metric) => `metric-${metric}`);
  const plan: JudgePlan = {
    advanceEarly: climb.advanceEarly,
    metrics: names.map((name) => ({ name, direction: 'lower-is-better', unit: 'request' })),
  };
  const buckets = names.map((): Bucket[] => []);
  const observations = names.map((name, metric) => ({
    name,
    status: 'ok' as const,
    buckets: buckets[metric] ?? [],
  }));
  const weights: WeightChange[] = [{ minute: 0, percent: usual.steps[0]?.percent ?? 0 }];
  let step = 0;
  let enteredMinute = 0;
  let excess = 0;
  for (let t = 0; t < MINUTES; t++) {
    const { percent = 100, minutes: bakeMinutes = 0 } = usual.steps[step] ?? {};
    excess += drawMinute(t, percent / 100, climb, draw, buckets);
    const verdict: Verdict = judge({
      plan,
      step: { number: step + 1, weightPercent: percent, enteredMinute, bakeMinutes },
      weights,
      nowMinute: t + 1,
      observations,
    });
    if (verdict.verdict === 'fail') {
      for (let late = 1; late <= RETURN_MINUTES && t + late < MINUTES; late++) {
        excess += drawMinute(t + late, percent / 100, climb, draw, buckets);
      }
      return { fullAtMinute: Number.NaN, isReturned: true, excess };
    }
    if (verdict.verdict !== 'pass' || percent >= 100) continue;
    step++;
    enteredMinute = t + 1;
    weights.push({ minute: t + 1, percent: usual.steps[step]?.percent ?? 100 });
  }
  const full = weights.find(({ percent }) => percent >= 100);
  return { fullAtMinute: full?.minute ?? Number.NaN, isReturned: false, excess };
}

/** Adds a minute to every metric; returns the bad requests that a good version would not have had. */
function drawMinute(
  minute: number,
  share: number,
  { requestsPerSecond, baseRates, relativeRisk }: Climb,
  draw: Draw,
  buckets: readonly Bucket[][],
): number {
  const total = draw.poisson(60 * requestsPerSecond);
  const canary = draw.binomial(total, share);
  baseRates.forEach((rate, metric) => {
    const harmed = metric === 0 ? Math.min(1, rate * relativeRisk) : rate;
    buckets[metric]?.push({
      minute,
      stable: { total: total - canary, bad: draw.binomial(total - canary, rate) },
      canary: { total: canary, bad: draw.binomial(canary, harmed) },
    });
  });
  const [rate = 0] = baseRates;
  return canary * (Math.min(1, rate * relativeRisk) - rate);
}
