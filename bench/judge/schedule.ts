/** A plan of fixed weights, minute by minute: the same for every method. */
export type Schedule = {
  readonly name: string;
  readonly minutes: number;
  readonly steps: readonly Step[];
  /** The canary's weight in percent in each minute. */
  readonly weight: Float64Array;
  /** The minute at which the step of each minute began. */
  readonly stepStart: Float64Array;
};

export type Step = { readonly percent: number; readonly minutes: number };

function schedule(name: string, steps: readonly Step[]): Schedule {
  const minutes = steps.reduce((sum, step) => sum + step.minutes, 0);
  const weight = new Float64Array(minutes);
  const stepStart = new Float64Array(minutes);
  let start = 0;
  for (const step of steps) {
    weight.fill(step.percent, start, start + step.minutes);
    stepStart.fill(start, start, start + step.minutes);
    start += step.minutes;
  }
  return { name, minutes, steps, weight, stepStart };
}

/** Two hours that end with a control group of 5%: what the methods are compared on. */
export const compared: Schedule = schedule('1% 10 min, 5% 15, 25% 20, 50% 20, 95% 55', [
  { percent: 1, minutes: 10 },
  { percent: 5, minutes: 15 },
  { percent: 25, minutes: 20 },
  { percent: 50, minutes: 20 },
  { percent: 95, minutes: 55 },
]);

/** What a spec without `steps` gets. */
export const usual: Schedule = schedule(
  '5%, 25%, 50%, 100%, 30 min each',
  [5, 25, 50, 100].map((percent) => ({ percent, minutes: 30 })),
);

export const plans = { compared, usual } as const;
export type PlanName = keyof typeof plans;

/** A finished minute's counts can be read only so much later; the same for every method. */
export const METRIC_DELAY_MINUTES = 2;
/** Until the weights are back after a decision: a call, and a TTL of 60 seconds. */
export const RETURN_MINUTES = 1;
