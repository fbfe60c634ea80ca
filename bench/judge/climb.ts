import {
  type Bucket,
  defaultBudget,
  type GuardedSettings,
  guardedDefaults,
  type JudgePlan,
  judge,
  nextWeight,
  startWeight,
  type Verdict,
  type WeightChange,
} from '../../rollout/judge/index.ts';
import { drawFrom } from './draw.ts';
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
  /** Of each metric, by itself. */
  readonly baseRates: readonly number[];
  /** What the version does to the first metric. */
  readonly relativeRisk: number;
};

/** How the weights are chosen: the default plan, the same with early advance, the guarded ramp, and one whose weights may fall. */
export const climbers = ['plan', 'early', 'guarded', 'retreat'] as const;
export type Climber = (typeof climbers)[number];

/** The time of every plan that is compared, promoted or not. */
const MINUTES = usual.minutes;

/**
 * A rollout as the state machine goes through it: a tick a minute, with the source's delay. With the same seed all climbers
 * meet the same luck in each minute, and the same counts while their weights are equal.
 */
export function climb(climb: Climb, climber: Climber, seed: string): Climbed {
  const path = pathOf(climber, climb);
  const names = climb.baseRates.map((_, metric) => `metric-${metric}`);
  const plan: JudgePlan = {
    advanceEarly: climber === 'early',
    metrics: names.map((name) => ({ name, direction: 'lower-is-better', unit: 'request' })),
  };
  const buckets = names.map((): Bucket[] => []);
  const observations = names.map((name, metric) => ({
    name,
    status: 'ok' as const,
    buckets: buckets[metric] ?? [],
  }));
  const weights: WeightChange[] = [{ minute: 0, percent: path.firstPercent }];
  let percent = path.firstPercent;
  let enteredMinute = 0;
  let excess = 0;
  for (let t = 0; t < MINUTES; t++) {
    excess += drawMinute(t, percent / 100, climb, seed, buckets);
    const verdict = judge({
      plan,
      step: {
        number: weights.length,
        weightPercent: percent,
        enteredMinute,
        bakeMinutes: path.bakeMinutes(percent),
      },
      weights,
      nowMinute: t + 1,
      observations,
    });
    if (verdict.verdict === 'fail') {
      for (let late = 1; late <= RETURN_MINUTES && t + late < MINUTES; late++) {
        excess += drawMinute(t + late, percent / 100, climb, seed, buckets);
      }
      return { fullAtMinute: Number.NaN, isReturned: true, excess };
    }
    const next = path.next({ percent, minutesAtWeight: t + 1 - enteredMinute, minute: t + 1, verdict });
    if (next === percent) continue;
    percent = next;
    enteredMinute = t + 1;
    weights.push({ minute: t + 1, percent });
  }
  const full = weights.find((weight) => weight.percent >= 100);
  return { fullAtMinute: full?.minute ?? Number.NaN, isReturned: false, excess };
}

type Path = {
  readonly firstPercent: number;
  readonly bakeMinutes: (percent: number) => number;
  readonly next: (place: Place) => number;
};

type Place = {
  readonly percent: number;
  readonly minutesAtWeight: number;
  readonly minute: number;
  readonly verdict: Verdict;
};

const pathOf = (climber: Climber, climb: Climb): Path =>
  climber === 'plan' || climber === 'early'
    ? byPlan
    : byRamp(climb, climber === 'retreat' ? { retreatPercent: 5 } : {});

const byPlan: Path = {
  firstPercent: usual.steps[0]?.percent ?? 0,
  bakeMinutes: (percent) => usual.steps.find((step) => step.percent === percent)?.minutes ?? 0,
  next: ({ percent, verdict }) =>
    verdict.verdict === 'pass'
      ? (usual.steps.find((step) => step.percent > percent)?.percent ?? percent)
      : percent,
};

/** Each metric has its budget; the least weight that one allows is next. */
function byRamp({ requestsPerSecond, baseRates }: Climb, retreat: Partial<GuardedSettings>): Path {
  const requestsPerMinute = 60 * requestsPerSecond;
  const settings = baseRates.map((rate): GuardedSettings => {
    const { reactionMinutes } = guardedDefaults;
    const budgetRequests = defaultBudget(rate * requestsPerMinute, reactionMinutes);
    return { ...guardedDefaults, ...retreat, budgetRequests, weightStepPercent: WEIGHT_STEP_PERCENT };
  });
  return {
    firstPercent: Math.min(...settings.map((own) => startWeight(requestsPerMinute, own))),
    bakeMinutes: () => guardedDefaults.maxBakeMinutes,
    next: ({ percent, minutesAtWeight, minute, verdict }) =>
      Math.min(
        ...verdict.metrics.map((metric, i) => {
          const own = settings[i];
          if (own === undefined) return percent;
          const position = {
            ...{
              weightPercent: percent,
              minutesAtWeight,
              minutesSinceStart: minute,
              requestsPerMinute,
              metric,
            },
            ...{ excessUpperBound: metric.excessUpperBound, excessSoFar: 0 },
            ...{ hold: verdict.hold, pass: verdict.verdict === 'pass' && !verdict.unproven },
          };
          return nextWeight(position, own).weightPercent;
        }),
      ),
  };
}

/** Load balancers and Lambda can do with less; with 5 metrics nobody needs less. */
const WEIGHT_STEP_PERCENT = 0.5;

/** Adds a minute to every metric; returns the bad requests that a good version would not have had. */
function drawMinute(
  minute: number,
  share: number,
  { requestsPerSecond, baseRates, relativeRisk }: Climb,
  seed: string,
  buckets: readonly Bucket[][],
): number {
  const draw = drawFrom(`${seed}/${minute}`);
  const total = draw.poisson(60 * requestsPerSecond);
  const canary = draw.binomial(total, share);
  baseRates.forEach((rate, metric) => {
    const harmed = metric === 0 ? Math.min(1, rate * relativeRisk) : rate;
    const luck = drawFrom(`${seed}/${minute}/${metric}`);
    buckets[metric]?.push({
      minute,
      stable: { total: total - canary, bad: luck.binomial(total - canary, rate) },
      canary: { total: canary, bad: luck.binomial(canary, harmed) },
    });
  });
  const [rate = 0] = baseRates;
  return canary * (Math.min(1, rate * relativeRisk) - rate);
}
