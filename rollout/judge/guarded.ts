/** What the guarded ramp is made of; fixed before the rollout. */
export type GuardedSettings = {
  /** Bad requests that the version may cost beyond stable's within one reaction. */
  readonly budgetRequests: number;
  /** Until a decision has an effect: the metric's delay, a tick, and the return of the traffic. */
  readonly reactionMinutes: number;
  /** The most that a weight may grow at once: how fast the workload scales. */
  readonly growth: number;
  /** The router's weights are multiples of this. */
  readonly weightStepPercent: number;
  /** No weight is left sooner than this. */
  readonly minMinutes: number;
  /** The most that is exposed before a pass. */
  readonly plateauPercent: number;
  /** At the plateau without a pass the bake goes on for so long. */
  readonly maxBakeMinutes: number;
};

/**
 * A plateau of 25% and not 50%: an extra bad request there tells more (information grows with w (1 - w), harm with w), so slight
 * regressions cost half as much until they are found, and good releases are as fast.
 */
export const guardedDefaults = {
  reactionMinutes: 4,
  growth: 5,
  minMinutes: 3,
  plateauPercent: 25,
  maxBakeMinutes: 30,
} as const satisfies Partial<GuardedSettings>;

/** Where the ramp is, and what the judge knows. */
export type GuardedPosition = {
  readonly weightPercent: number;
  readonly minutesAtWeight: number;
  readonly requestsPerMinute: number;
  /** U: the largest over all metrics; 1 when nothing is known. */
  readonly excessUpperBound: number;
  /** Bad canary requests so far beyond what stable's rates explain, the largest over all metrics. */
  readonly excessSoFar: number;
  readonly hold: boolean;
  readonly pass: boolean;
};

/** `stay` at the weight, `raise` it, or be `done` with the ramp at 100%. */
export type GuardedMove = { readonly kind: 'stay' | 'raise' | 'done'; readonly weightPercent: number };

/**
 * The next weight of the guarded ramp. The next minutes may expose no more than what has been proved: if the truth is the worst
 * that is not refuted, the requests of one reaction cost no more than the budget that is left. The plateau at most until a pass
 * or the end of the bake, then 95%: a control group to the end. Weights never fall; returning the traffic is the judge's `fail`.
 */
export function nextWeight(position: GuardedPosition, settings: GuardedSettings): GuardedMove {
  const { weightPercent, minutesAtWeight, hold, pass } = position;
  const stay: GuardedMove = { kind: 'stay', weightPercent };
  if (hold || minutesAtWeight < settings.minMinutes) return stay;
  if (weightPercent >= 100) return { kind: 'done', weightPercent: 100 };
  if (weightPercent >= CONTROL_PERCENT) return { kind: 'raise', weightPercent: 100 };
  const isBakeOver = minutesAtWeight >= settings.maxBakeMinutes;
  if (weightPercent >= settings.plateauPercent) {
    const most = inSteps(
      Math.min(CONTROL_PERCENT, settings.growth * weightPercent),
      settings.weightStepPercent,
    );
    return (pass || isBakeOver) && most > weightPercent ? { kind: 'raise', weightPercent: most } : stay;
  }
  const next = inSteps(affordable(position, settings), settings.weightStepPercent);
  return next >= LEAST_RAISE * weightPercent || next >= settings.plateauPercent
    ? { kind: 'raise', weightPercent: next }
    : stay;
}

/** The first weight: what the budget allows if every request fails, from the router's least weight to 5 percent. */
export function startWeight(requestsPerMinute: number, settings: GuardedSettings): number {
  const { budgetRequests, reactionMinutes, weightStepPercent } = settings;
  const allowed = (100 * budgetRequests) / (Math.max(1, requestsPerMinute) * reactionMinutes);
  return Math.max(weightStepPercent, inSteps(Math.min(5, allowed), weightStepPercent));
}

/** 20 bad requests, or an eighth of those that stable brings about by itself in the time of one reaction. */
export const defaultBudget = (badPerMinute: number, reactionMinutes: number): number =>
  Math.max(20, 0.125 * badPerMinute * reactionMinutes);

function affordable(position: GuardedPosition, settings: GuardedSettings): number {
  const { weightPercent, requestsPerMinute, excessUpperBound, excessSoFar } = position;
  const { budgetRequests, reactionMinutes, growth, plateauPercent } = settings;
  // What seems to be lost already is spent: a slight regression slows its own ramp. A quarter stays, since luck looks like loss.
  const left = Math.max(budgetRequests / 4, budgetRequests - Math.max(0, excessSoFar));
  const exposure = requestsPerMinute * reactionMinutes * Math.max(0, excessUpperBound);
  const allowed = exposure === 0 ? plateauPercent : (100 * left) / exposure;
  return Math.min(plateauPercent, growth * weightPercent, allowed);
}

const inSteps = (percent: number, step: number): number =>
  Number((Math.floor(percent / step + 1e-9) * step).toFixed(9));

const CONTROL_PERCENT = 95;
/** A smaller raise is not worth a change of weights and its warm-up. */
const LEAST_RAISE = 1.3;
