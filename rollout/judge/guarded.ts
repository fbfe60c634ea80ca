import { LN_HOLD_THRESHOLD } from './combine.ts';
import { type GuardedMetric, type Stake, stakesOf } from './stakes.ts';

/** What the guarded ramp is made of; fixed before the rollout. */
export type GuardedSettings = {
  /** Bad requests that the version may cost beyond stable's within one reaction. */
  readonly budgetRequests: number;
  /** Until a decision has an effect: the metric's delay, a tick, and the return of the traffic. */
  readonly reactionMinutes: number;
  /** The most that a weight may grow at once, beyond 5%: how fast the workload scales. */
  readonly growth: number;
  /** The router's weights are multiples of this. */
  readonly weightStepPercent: number;
  /** No weight is left sooner than this. */
  readonly minMinutes: number;
  /** The most that is exposed before slight harm is refuted. */
  readonly plateauPercent: number;
  /** Near the plateau a proof is waited for so long, at lower weights half as long. */
  readonly maxBakeMinutes: number;
  /** Suspicion of harm (E of 5) takes the weight back to this; left out: weights never fall. */
  readonly retreatPercent?: number;
};

export const guardedDefaults = {
  reactionMinutes: 4,
  growth: 5,
  minMinutes: 3,
  plateauPercent: 40,
  maxBakeMinutes: 60,
} as const satisfies Partial<GuardedSettings>;

/** Where the ramp is, and what the judge knows of one metric. With several, the least of their weights is next. */
export type GuardedPosition = {
  readonly weightPercent: number;
  readonly minutesAtWeight: number;
  /** Since the first weight. @default minutesAtWeight */
  readonly minutesSinceStart?: number;
  readonly requestsPerMinute: number;
  /** The metric's verdict; left out: only the bound and `pass` are known, and the ramp is slower. */
  readonly metric?: GuardedMetric;
  /** U; 1 when nothing is known. */
  readonly excessUpperBound: number;
  /** Bad canary requests so far beyond what stable's rate explains. */
  readonly excessSoFar: number;
  readonly hold: boolean;
  readonly pass: boolean;
};

/** `stay` at the weight, `raise` or `lower` it, or be `done` with the ramp at 100%. */
export type GuardedMove = {
  readonly kind: 'stay' | 'raise' | 'lower' | 'done';
  readonly weightPercent: number;
};

/**
 * The next weight of the guarded ramp. The next minutes may expose no more than what has been proved: for every harm that the
 * version may do, what it costs within a reaction times its likelihood is at most a fifth of what it costs to find it at
 * all. The plateau at most until the same holds for all that is left out of sight, then 95%: a control group to the end. What
 * can't be proved goes on as slowly as the default plan.
 */
export function nextWeight(position: GuardedPosition, settings: GuardedSettings): GuardedMove {
  const { weightPercent, minutesAtWeight, minutesSinceStart = minutesAtWeight, hold } = position;
  const { growth, maxBakeMinutes, minMinutes, plateauPercent, weightStepPercent } = settings;
  const stay: GuardedMove = { kind: 'stay', weightPercent };
  if (hold) return retreat(position, settings) ?? stay;
  if (minutesAtWeight < minMinutes) return stay;
  if (weightPercent >= 100) return { kind: 'done', weightPercent: 100 };
  if (weightPercent >= CONTROL_PERCENT) return { kind: 'raise', weightPercent: 100 };

  const raiseTo = (percent: number): GuardedMove => {
    const next = inSteps(
      Math.min(percent, Math.max(SMALL_PERCENT, growth * weightPercent)),
      weightStepPercent,
    );
    return next > weightPercent ? { kind: 'raise', weightPercent: next } : stay;
  };
  if (weightPercent >= plateauPercent || growth * weightPercent >= CONTROL_PERCENT) {
    const isOver = minutesAtWeight >= maxBakeMinutes || minutesSinceStart >= 1.5 * maxBakeMinutes;
    if (isOver || mayLeave(position, settings)) return raiseTo(CONTROL_PERCENT);
  } else if (minutesAtWeight >= maxBakeMinutes / 2) {
    return raiseTo(Math.min(UNPROVEN_PERCENT, plateauPercent));
  }
  const next = Math.min(plateauPercent, affordable(position, settings));
  const isWorthIt = next >= leastRaise * weightPercent || next >= plateauPercent;
  return isWorthIt ? raiseTo(next) : stay;
}

/** The first weight: what the budget allows if every request fails, from the router's least weight to 5 percent. */
export function startWeight(requestsPerMinute: number, settings: GuardedSettings): number {
  const { weightStepPercent } = settings;
  const allowed = Math.min(SMALL_PERCENT, ifAllFail(requestsPerMinute, settings));
  return Math.max(weightStepPercent, inSteps(allowed, weightStepPercent));
}

/** 20 bad requests, or an eighth of those that stable brings about by itself in the time of one reaction. */
export const defaultBudget = (badPerMinute: number, reactionMinutes: number): number =>
  Math.max(20, 0.125 * badPerMinute * reactionMinutes);

function affordable(position: GuardedPosition, settings: GuardedSettings): number {
  const { metric, requestsPerMinute } = position;
  if (metric === undefined) return withinBound(position, settings);
  if (mayAllFail(metric)) return ifAllFail(requestsPerMinute, settings);
  return Math.min(
    ...stakesOf(metric, requestsPerMinute).map(({ lossPerMinute, likelihood, findingCost }) => {
      const loss = lossPerMinute * settings.reactionMinutes;
      // Harm that shows within a reaction costs what is exposed: no more than in the default plan's first step.
      return (100 * Math.max(RAISE_SHARE * findingCost, FIRST_SHARE * loss)) / (likelihood * loss);
    }),
  );
}

/** Little is left to find out: no harm that counts is likely any more, and the less so the sooner it could be found. */
function mayLeave({ metric, requestsPerMinute, pass }: GuardedPosition, settings: GuardedSettings): boolean {
  if (metric === undefined) return pass;
  const isSlight = ({ lossPerMinute }: Stake): boolean =>
    lossPerMinute * ROLLOUT_MINUTES <= settings.budgetRequests / 4;
  const isUnlikely = ({ lossPerMinute, likelihood, findingCost }: Stake): boolean => {
    const findingMinutes = findingCost / lossPerMinute;
    return likelihood <= Math.min(MOST_LIKELIHOOD, (findingMinutes / UNSEEN_MINUTES) ** 2);
  };
  return stakesOf(metric, requestsPerMinute).every((stake) => isSlight(stake) || isUnlikely(stake));
}

/** So few requests do not say that any succeeds. */
const mayAllFail = ({ counts: { canary } }: GuardedMetric): boolean => canary.total < 5;

/** With only the bound known: if the truth is the worst that is not refuted, a reaction costs what is left of the budget. */
function withinBound(position: GuardedPosition, settings: GuardedSettings): number {
  const { requestsPerMinute, excessUpperBound, excessSoFar } = position;
  const { budgetRequests, reactionMinutes } = settings;
  // What seems to be lost already is spent: a slight regression slows its own ramp. A quarter stays, since luck looks like loss.
  const left = Math.max(budgetRequests / 4, budgetRequests - Math.max(0, excessSoFar));
  const exposure = requestsPerMinute * reactionMinutes * Math.max(0, excessUpperBound);
  return exposure === 0 ? 100 : (100 * left) / exposure;
}

function retreat({ weightPercent, metric }: GuardedPosition, settings: GuardedSettings) {
  const { retreatPercent } = settings;
  if (retreatPercent === undefined || metric === undefined || metric.lnE < LN_HOLD_THRESHOLD)
    return undefined;
  if (weightPercent <= LEAST_RETREAT * retreatPercent) return undefined;
  return { kind: 'lower', weightPercent: retreatPercent } as const;
}

const ifAllFail = (requestsPerMinute: number, settings: GuardedSettings): number =>
  (100 * settings.budgetRequests) / (Math.max(1, requestsPerMinute) * settings.reactionMinutes);

const inSteps = (percent: number, step: number): number =>
  Number((Math.floor(percent / step + 1e-9) * step).toFixed(9));

const CONTROL_PERCENT = 95;
/** The default plan's first two steps. No workload has to scale for the first. */
const SMALL_PERCENT = 5;
const UNPROVEN_PERCENT = 25;
/**
 * A raise below the plateau makes a weight at least so many times as large. Each costs a minute of warm-up that is exposed and
 * proves little, and history, for its checks and its questions.
 */
export const leastRaise = 2;
const LEAST_RETREAT = 1.5;
/** Of the cost to find a harm: what a raise may add to it. Simulated: a half more costs a quarter beyond the default plan. */
const RAISE_SHARE = 0.2;
const FIRST_SHARE = 0.03;
/**
 * Harm that the plateau lets pass is not found at 100%, and is paid for until somebody notices: a mistake costs more than to
 * find the harm, by this over the minutes of full traffic that finding it costs. The square leaves room for what the climb costs.
 */
const UNSEEN_MINUTES = 45;
/** Harm that costs a quarter of one reaction's budget in all this time is not waited for. */
const ROLLOUT_MINUTES = 120;
/** Unlikely enough where hardly any traffic can tell. */
const MOST_LIKELIHOOD = 0.1;
