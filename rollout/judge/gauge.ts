import { growthTest } from './growth-test.ts';
import { lnAdd } from './log-space.ts';
import { type GaugeMinute, type GaugeTolerance, hasBoth, signTest } from './sign-test.ts';
import { percent } from './wording.ts';

/** A gauge as the plan fixes it. */
export type GaugePlan = {
  readonly name: string;
  readonly tolerance: GaugeTolerance;
  /** 5 if neighbouring minutes are alike (`blockMinutesFor`), else 1. */
  readonly blockMinutes: 1 | 5;
  /** Does it roll back, or only hold and warn? */
  readonly decides: boolean;
};

export type GaugeVerdict = {
  readonly name: string;
  readonly verdict: 'fail' | 'continue';
  readonly hold: boolean;
  /** Evidence of a level above stable's and of growth, each by itself, and of either (their mean). */
  readonly lnLevel: number;
  readonly lnGrowth: number;
  readonly lnE: number;
  readonly lnThreshold: number;
  readonly sentence: string;
};

/**
 * What a gauge says, from its minutes in each step without warm-ups. `lnThreshold`: what one metric alone needs for a
 * rollback. A gauge is not assigned at random and says little by its size, so it holds the rollout and warns, and fails it only if
 * the plan says so; its `lnE` then takes part in the mean over metrics like any other.
 */
export function gauge(
  plan: GaugePlan,
  steps: readonly (readonly GaugeMinute[])[],
  lnThreshold: number,
): GaugeVerdict {
  const minutes = steps.flat();
  const lnLevel = signTest(minutes, plan.tolerance, plan.blockMinutes);
  const lnGrowth = growthTest(steps);
  const lnE = lnAdd(lnLevel, lnGrowth) - Math.LN2;
  const isProved = lnE >= lnThreshold;
  return {
    name: plan.name,
    verdict: isProved && plan.decides ? 'fail' : 'continue',
    hold: isProved,
    ...{ lnLevel, lnGrowth, lnE, lnThreshold },
    sentence: sentence(plan, minutes, isProved, lnGrowth > lnLevel),
  };
}

function sentence(
  { name }: GaugePlan,
  minutes: readonly GaugeMinute[],
  isProved: boolean,
  isGrowth: boolean,
): string {
  const both = minutes.filter(hasBoth);
  if (both.length === 0) return `${name} has no minute in which both slots reported.`;
  const stable = both.reduce((all, minute) => all + minute.stable, 0);
  const canary = both.reduce((all, minute) => all + minute.canary, 0);
  const compared =
    stable > 0
      ? `the canary's is ${percent(canary / stable)} of stable's`
      : 'stable has none to compare with';
  if (!isProved) return `${name} shows nothing: ${compared}.`;
  return isGrowth
    ? `${name} keeps growing on the canary against stable: ${compared} so far.`
    : `${name} is higher on the canary: ${compared}.`;
}
