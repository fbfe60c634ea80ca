import { capOf, capsFor } from './caps.ts';
import type { Slots } from './minute.ts';
import { minuteGrowth, NOTHING } from './minute-growth.ts';
import type { MetricPlan } from './plan.ts';
import { type MetricSettings, settingsOf } from './settings.ts';

/** What a plan is asked to find, and in what traffic. */
export type PowerInput = {
  readonly metric: MetricPlan;
  /** Metrics that decide, this one included: they share the chance of a false rollback. */
  readonly metrics: number;
  readonly falseRollbackRate: number;
  /** Both slots together. */
  readonly requestsPerMinute: number;
  /** Stable's share of bad requests (of good ones, if higher is better). */
  readonly baseRate: number;
  readonly steps: readonly { readonly weightPercent: number; readonly minutes: number }[];
  /** Times stable's rate; left out: 1.5, 2, 5, 20 and all bad (0.95, 0.9, 0.8, 0.5 and none good). */
  readonly relativeRisks?: readonly number[];
};

export type Power = {
  readonly relativeRisk: number;
  /** Found within so many minutes, after so many canary requests, with a chance of 90%; `null`: not within the plan. */
  readonly found: { readonly minutes: number; readonly canaryRequests: number } | null;
};

export type PowerAnswer = {
  readonly risks: readonly Power[];
  /** The slightest harm that the plan finds with a chance of 90%; `null`: not even if every request is bad. */
  readonly slightest: Power | null;
};

/**
 * What a plan can find, worked out without chance: each alternative's evidence grows by its mean minus 1.28 standard deviations,
 * minute by minute; the first alternative that has what a rollback needs has found it. Minutes count from the first weight,
 * to the end of the last minute whose counts are needed; the delay of the metric comes on top.
 */
export function power(input: PowerInput): PowerAnswer {
  const settings = settingsOf(input.metric);
  const isRise = settings.direction === 'lower-is-better';
  const all = isRise ? 1 / input.baseRate : 0;
  const risks = input.relativeRisks ?? (isRise ? [1.5, 2, 5, 20, all] : [0.95, 0.9, 0.8, 0.5, all]);
  const at = (relativeRisk: number): Power => ({
    relativeRisk,
    found: findingTime(relativeRisk, input, settings),
  });
  return { risks: risks.filter((risk) => !isRise || risk <= all).map(at), slightest: slightest(at, all) };
}

function slightest(at: (risk: number) => Power, all: number): Power | null {
  let found = at(all);
  if (found.found === null) return null;
  let missed = 1;
  for (let i = 0; i < 12; i++) {
    const middle = all > 1 ? Math.sqrt(missed * found.relativeRisk) : (missed + found.relativeRisk) / 2;
    const tried = at(middle);
    if (tried.found === null) missed = middle;
    else found = tried;
  }
  return found;
}

function findingTime(relativeRisk: number, input: PowerInput, settings: MetricSettings): Power['found'] {
  const { requestsPerMinute, baseRate, steps, metrics, falseRollbackRate } = input;
  const { onset, harmRatios, stakes, badMinutes } = settings;
  const caps = capsFor(badMinutes, metrics, falseRollbackRate, onset.startMass);
  const alternatives = harmRatios.length + stakes.length;
  const mixtureNats = MIXTURE_NATS + Math.log(alternatives / harmRatios.length);
  const needed = Math.log(metrics / falseRollbackRate) - Math.log(onset.startMass) + mixtureNats;
  const sums = Array.from({ length: alternatives }, () => ({ mean: 0, variance: 0, warmUp: 0 }));
  const warmUpMinutes = Math.ceil(settings.warmUpMinutes);
  let minutes = 0;
  let canaryRequests = 0;
  for (const [number, step] of steps.entries()) {
    const slots = expectedMinute(step.weightPercent, requestsPerMinute, baseRate, relativeRisk);
    const usualCap = capOf(slots, caps);
    const uncapped = minuteGrowth(slots, settings, NO_CAP);
    const vouched = uncapped.map(({ mean }) => Math.min(Math.max(0, mean * warmUpMinutes), caps.usual));
    const usual = minuteGrowth(slots, settings, () => usualCap);
    const first = minuteGrowth(slots, settings, (j) => usualCap + (vouched[j] ?? 0));
    for (let inStep = 0; inStep < step.minutes; inStep++) {
      minutes++;
      canaryRequests += slots.canary.total;
      if (inStep < warmUpMinutes) continue;
      const growths = inStep === warmUpMinutes ? first : usual;
      const isFound = sums.some((sum, j) => {
        if (number === 0) sum.warmUp = vouched[j] ?? 0;
        const { mean, variance } = growths[j] ?? NOTHING;
        sum.mean += mean;
        sum.variance += variance;
        const surely = sum.mean - Z_90 * Math.sqrt(sum.variance);
        return surely + Math.min(sum.warmUp, Math.max(0, surely) / 2) >= needed;
      });
      if (isFound) return { minutes, canaryRequests: Math.round(canaryRequests) };
    }
  }
  return null;
}

const NO_CAP = (): number => Number.POSITIVE_INFINITY;

function expectedMinute(weightPercent: number, requests: number, rate: number, risk: number): Slots {
  const canary = (requests * weightPercent) / 100;
  const stable = requests - canary;
  return {
    stable: { total: stable, bad: stable * rate },
    canary: { total: canary, bad: canary * Math.min(1, rate * risk) },
  };
}

/** The standard normal's 90% point. */
const Z_90 = 1.2816;
/** The mean over six alternatives costs ln 6, less what the neighbours of the best one add. */
const MIXTURE_NATS = 1.5;
