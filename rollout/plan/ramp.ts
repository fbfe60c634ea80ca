import {
  defaultBudget,
  type GuardedSettings,
  leastRaise,
  type MetricPlan,
  nextWeight,
  startWeight,
} from '../judge/index.ts';
import type { SpecGuarded } from '../spec/spec.ts';
import { formatPercent } from '../units.ts';
import { ticksThatFit } from './events.ts';
import type { PlannedStep, Ramp, RampMetric } from './plan.ts';
import { approvalOf, type Waits } from './waits.ts';

/** What a metric of stable counted a minute, in the hour before the rollout. */
export type UsualMinute = { readonly total: number; readonly bad: number };

export type RampInput = {
  readonly guarded: SpecGuarded;
  readonly metrics: readonly Pick<MetricPlan, 'name' | 'direction' | 'dryRun' | 'lagMinutes'>[];
  /** By metric name; left out what nobody knows. */
  readonly usual: Readonly<Record<string, UsualMinute>>;
  /** What the spec says that the service serves, for metrics of which nothing is known. */
  readonly statedPerMinute: number | null;
  /** Until clients follow a change of weights. */
  readonly settleSeconds: number;
  readonly weightStepPercent: number;
  /** How long a step may last while it is held; null: its bake and half an hour. */
  readonly heldLimitSeconds: number | null;
  readonly waitsFor: (steps: number) => Waits;
};

export type PlannedRamp = {
  readonly ramp: Ramp;
  readonly waits: Waits;
  readonly steps: readonly [PlannedStep];
  readonly mostSteps: number;
};

/** Fixes all that the guarded ramp needs, and its first step; the others are chosen as the rollout goes (`rollout/climb.ts`). */
export function planRamp(input: RampInput): PlannedRamp {
  const { guarded, settleSeconds, weightStepPercent, heldLimitSeconds } = input;
  const lagMinutes = Math.max(...input.metrics.map((metric) => metric.lagMinutes ?? usualLagMinutes));
  const reactionMinutes = lagMinutes + tickMinutes + (returnSeconds + settleSeconds) / 60;
  const settings = {
    reactionMinutes,
    growth: guarded.growth,
    weightStepPercent,
    minMinutes: guarded.staySeconds / 60,
    plateauPercent: guarded.plateauPercent,
    maxBakeMinutes: guarded.bakeSeconds / 60,
  };
  const metrics = input.metrics
    .filter(({ dryRun }) => dryRun !== true)
    .map((metric) => rampMetric(metric, input, reactionMinutes));
  const first = firstStep(metrics, settings, guarded.firstPercent);
  const slope: Slope = { ...settings, fullBakeMinutes: guarded.fullBakeSeconds / 60 };
  const weights = slowestClimb(first.weightPercent, slope);
  const waits = input.waitsFor(weights.length);
  const approval = guarded.approval && approvalOf(guarded.approval, weights.length);
  const room = ticksThatFit(
    waits,
    weights.map((_, i) => ({ approval: i === 0 ? approval : null })),
  );
  const ramp: Ramp = {
    ...slope,
    approval,
    metrics: metrics.map(({ atStakePerMinute: _, ...metric }) => metric),
    ...looksAt(weights, slope, heldLimitSeconds, room),
  };
  return { ramp, waits, steps: [rung(ramp, { number: 1, ...first })], mostSteps: weights.length };
}

/** A step of the ramp, as the machine goes through it. */
export function rung(
  ramp: Ramp,
  {
    number,
    weightPercent,
    beforePercent = 0,
    why,
  }: { number: number; weightPercent: number; beforePercent?: number; why: string },
): PlannedStep {
  const { plateauPercent, tickSeconds, holdTicks } = ramp;
  const bakeSeconds = bakeMinutesAt(weightPercent, ramp) * 60;
  const ticks = Math.ceil(bakeSeconds / tickSeconds);
  const leavesPlateau = weightPercent > plateauPercent && beforePercent <= plateauPercent;
  return {
    number,
    weightPercent,
    bakeSeconds,
    tickSeconds,
    ticks,
    maxTicks: ticks + holdTicks,
    approval: leavesPlateau ? ramp.approval : null,
    why,
  };
}

/** All steps, where each raise is as small as one can be: the longest that a rollout can be. */
export function longestWay(ramp: Ramp, firstPercent: number): readonly PlannedStep[] {
  const weights = slowestClimb(firstPercent, ramp);
  return weights.map((weightPercent, i) =>
    rung(ramp, { number: i + 1, weightPercent, beforePercent: weights[i - 1] ?? 0, why: '' }),
  );
}

/** All steps, where each raise is as large as one can be. */
export function shortestWay(ramp: Ramp, firstPercent: number): readonly PlannedStep[] {
  const steps = [rung(ramp, { number: 1, weightPercent: firstPercent, why: '' })];
  for (let weight = firstPercent; weight < 100; ) {
    const beforePercent = weight;
    weight = provedRaise(weight, ramp);
    steps.push(rung(ramp, { number: steps.length + 1, weightPercent: weight, beforePercent, why: '' }));
  }
  return steps;
}

/** What the formula says of every ramp, and the least time at 100%. */
type Slope = Pick<Ramp, keyof Omit<GuardedSettings, 'budgetRequests'> | 'fullBakeMinutes'>;
type Settings = Omit<Slope, 'fullBakeMinutes'>;

/** The smallest raise: what a bake without a proof and without harm leads to. */
export function smallestRaise(weightPercent: number, ramp: Settings): number {
  const { plateauPercent, weightStepPercent } = ramp;
  if (isNearEnd(weightPercent, ramp)) return provedRaise(weightPercent, ramp);
  const steps = Math.ceil((leastRaise * weightPercent) / weightStepPercent - 1e-9);
  return Math.min(plateauPercent, Number((steps * weightStepPercent).toFixed(9)));
}

/** Where the ramp goes from here when it is as good as proved that the version does no harm. */
export function provedRaise(weightPercent: number, ramp: Settings): number {
  const proved = { requestsPerMinute: 0, excessUpperBound: 0, excessSoFar: 0, hold: false, pass: true };
  const position = { ...proved, weightPercent, minutesAtWeight: Number.POSITIVE_INFINITY };
  return nextWeight(position, { ...ramp, budgetRequests: 1 }).weightPercent;
}

/** Where the next raise leaves the plateau, so that it waits for a proof. */
const isNearEnd = (weightPercent: number, ramp: Settings): boolean =>
  provedRaise(weightPercent, ramp) > ramp.plateauPercent;

function slowestClimb(firstPercent: number, ramp: Settings): readonly number[] {
  const weights = [firstPercent];
  let weight = firstPercent;
  while (weight < 100) {
    // One that may wait for a proof may also go to the plateau first.
    weight =
      weight < ramp.plateauPercent && isNearEnd(weight, ramp)
        ? ramp.plateauPercent
        : smallestRaise(weight, ramp);
    weights.push(weight);
  }
  return weights;
}

/** Without a proof a weight lasts so long. */
function bakeMinutesAt(weightPercent: number, ramp: Slope & Pick<Ramp, 'lowBakeMinutes'>): number {
  if (weightPercent >= 100) return ramp.fullBakeMinutes;
  // With the minutes that are still on their way: there is no weight without any evidence of its own.
  if (provedRaise(weightPercent, ramp) >= 100) return ramp.minMinutes + ramp.reactionMinutes;
  return isNearEnd(weightPercent, ramp) ? ramp.maxBakeMinutes : ramp.lowBakeMinutes;
}

/**
 * Looks every minute, less often only where the bakes near the end do not fit into the history. Low weights share what room is
 * left, up to half of the longest bake, after which the formula leaves them; and holds get the rest.
 */
function looksAt(
  weights: readonly number[],
  slope: Slope,
  heldLimitSeconds: number | null,
  room: number,
): Pick<Ramp, 'tickSeconds' | 'holdTicks' | 'lowBakeMinutes'> {
  const near = weights
    .filter((weight) => isNearEnd(weight, slope))
    .map((weight) => bakeMinutesAt(weight, { ...slope, lowBakeMinutes: 0 }));
  const low = weights.length - near.length;
  const wantedMinutes =
    heldLimitSeconds === null ? usualHoldMinutes : Math.max(0, heldLimitSeconds / 60 - Math.max(...near));
  for (let tickMinutes = 1; ; tickMinutes++) {
    const left = room - near.reduce((sum, minutes) => sum + Math.ceil(minutes / tickMinutes), 0);
    const fits = Math.floor((left - weights.length * someHoldTicks) / Math.max(1, low));
    const lowTicks = Math.max(
      Math.ceil((slope.minMinutes + spareMinutes) / tickMinutes),
      Math.min(fits, Math.ceil(slope.maxBakeMinutes / 2 / tickMinutes)),
    );
    const mostHoldTicks = Math.floor((left - low * lowTicks) / weights.length);
    if (mostHoldTicks < fewestHoldTicks) continue;
    return {
      tickSeconds: tickMinutes * 60,
      holdTicks: Math.min(mostHoldTicks, Math.max(fewestHoldTicks, Math.ceil(wantedMinutes / tickMinutes))),
      lowBakeMinutes: lowTicks * tickMinutes,
    };
  }
}

/** How long a step is held beyond its bake before a person is asked. */
const usualHoldMinutes = 30;
const someHoldTicks = 10;
const fewestHoldTicks = 5;
/** Beyond the least time at a weight, until its minutes have arrived and are judged. */
const spareMinutes = 5;

/** The judge's own default. */
const usualLagMinutes = 2;
const tickMinutes = 1;
/** Weights are written within seconds of a verdict; the services that route need up to a minute more. */
const returnSeconds = 60;

type Known = RampMetric & {
  /** Events that all go wrong if the version does nothing right; null: nobody knows. */
  readonly atStakePerMinute: number | null;
};

function rampMetric(
  { name, direction }: RampInput['metrics'][number],
  { guarded, usual, statedPerMinute }: RampInput,
  reactionMinutes: number,
): Known {
  const minute = usual[name];
  const total = minute?.total ?? statedPerMinute;
  return {
    name,
    requestsPerMinute: total ?? 0,
    budgetRequests: Math.round(guarded.extraBadRequests ?? defaultBudget(minute?.bad ?? 0, reactionMinutes)),
    // Good events can be lost no more often than there are any.
    atStakePerMinute: direction === 'higher-is-better' ? (minute?.bad ?? total) : total,
  };
}

type First = { readonly weightPercent: number; readonly why: string };

function firstStep(metrics: readonly Known[], settings: Settings, stated: number | null): First {
  if (stated !== null) {
    return { weightPercent: stated, why: `The spec says to begin with ${formatPercent(stated)}.` };
  }
  const { weightStepPercent, reactionMinutes } = settings;
  const [least] = metrics
    .map((metric) => ({ ...metric, weightPercent: startOf(metric, settings) }))
    .toSorted((a, b) => a.weightPercent - b.weightPercent);
  if (least === undefined || least.atStakePerMinute === null) {
    return {
      weightPercent: weightStepPercent,
      why: `What the service usually serves is not known, so the router's least weight comes first.`,
    };
  }
  const { weightPercent, name, atStakePerMinute } = least;
  const lost = Math.round((atStakePerMinute * reactionMinutes * weightPercent) / 100);
  return {
    weightPercent,
    why: `If everything failed (${name}), ${formatPercent(weightPercent)} would cost ${lost} bad requests until it is returned, so ${formatPercent(weightPercent)} first.`,
  };
}

const startOf = ({ atStakePerMinute, budgetRequests }: Known, settings: Settings): number =>
  atStakePerMinute === null
    ? settings.weightStepPercent
    : startWeight(atStakePerMinute, { ...settings, budgetRequests });
