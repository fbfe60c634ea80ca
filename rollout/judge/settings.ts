import type { BadMinutes } from './caps.ts';
import type { Dispersion } from './dispersion.ts';
import type { Onset } from './harm.ts';
import { ASSUMED_DISPERSION } from './learn-phi.ts';
import type { Line } from './likelihood.ts';
import type { MetricPlan } from './plan.ts';

export type Direction = MetricPlan['direction'];

/** A metric's plan with every default filled in, as the tests need it. */
export type MetricSettings = {
  readonly name: string;
  readonly direction: Direction;
  readonly dryRun: boolean;
  readonly limit: number | null;
  readonly lasting: boolean;
  readonly harmLine: Line;
  readonly harmRatios: readonly number[];
  readonly stakes: readonly number[];
  readonly safetyLine: Line;
  readonly safetyRatios: readonly number[];
  readonly boundRatios: readonly number[];
  readonly badMinutes: BadMinutes;
  readonly onset: Onset;
  /** As harm is judged, and as safety is: what is not clamped hides harm, and claims less. */
  readonly dispersion: Dispersion;
  readonly fullDispersion: Dispersion;
  readonly lagMinutes: number;
  readonly warmUpMinutes: number;
};

/** `calm`: the plan's. */
export function settingsOf(plan: MetricPlan, calm = false): MetricSettings {
  const byUnit = UNITS[plan.unit];
  const side = SIDES[plan.direction];
  const dispersion = dispersionFor(plan);
  const harmLine = side.line(
    plan.tolerance ?? side.tolerance ?? byUnit.tolerance,
    plan.absoluteTolerance ?? 0,
  );
  return {
    name: plan.name,
    direction: plan.direction,
    dryRun: plan.dryRun ?? false,
    limit: plan.limit ?? null,
    lasting: plan.lasting ?? false,
    harmLine,
    harmRatios: side.harmRatios,
    stakes: mayBet(plan, calm) && harmLine.delta === 0 ? STAKES : [],
    safetyLine: side.line(
      plan.safeMargin ?? side.safeMargin,
      plan.absoluteSafeMargin ?? side.absoluteSafeMargin,
    ),
    safetyRatios: side.safetyRatios,
    boundRatios: side.boundRatios,
    badMinutes:
      plan.minBadBuckets === undefined
        ? patience(plan, calm)
        : { usual: plan.minBadBuckets, severe: plan.minBadBuckets, severeTimes: SEVERE_TIMES },
    onset: ONSET,
    dispersion: { ...dispersion, phi: Math.min(dispersion.phi, MOST_CONSTANT_PHI) },
    fullDispersion: dispersion,
    lagMinutes: plan.lagMinutes ?? 2,
    warmUpMinutes: plan.warmUpMinutes ?? 1,
  };
}

/** Most harm that a version does, it does at once. */
const ONSET: Onset = { startMass: 0.8, hazard: 1 / 60 };

function dispersionFor({ unit, phi, sigma2 }: MetricPlan): Dispersion {
  const assumed = UNITS[unit];
  if (unit === 'request' && phi !== undefined && phi < UNBELIEVABLE_PHI) return assumed;
  return { phi: phi ?? assumed.phi, sigma2: sigma2 ?? assumed.sigma2 };
}

/**
 * Requests assigned one by one scatter as if independent by design: what little was learned beyond that is chance. Of three rollouts that
 * do, one metric in thirty shows 1.5.
 */
const UNBELIEVABLE_PHI = 2;

/**
 * Bets need no dispersion, so they find slight harm where it is only assumed, or large. They are slow where all is known, and where a
 * fall is harm, since they risk their stake on stable's part of the events, which hardly changes.
 */
const mayBet = ({ unit, direction, limit }: MetricPlan, calm: boolean): boolean =>
  unit === 'client' && direction === 'lower-is-better' && limit === undefined && !calm;

const STAKES: readonly number[] = [0.3, 0.9];

/** A larger constant would blind the judge to rare errors; what grows with the counts is sigma2's. */
const MOST_CONSTANT_PHI = 3;

/**
 * Requests that draw their slot each by itself need little allowance. Clients keep a slot and bring their errors along:
 * more, and dispersion as assumed while none has been learned from earlier rollouts.
 */
const UNITS = {
  request: { tolerance: 0.1, phi: 1, sigma2: 0 },
  client: { tolerance: 0.25, ...ASSUMED_DISPERSION },
} as const;

/**
 * In how many minutes harm must show. A trouble of five minutes, the usual length of a storm of retries in one slot, touches
 * six of them: harm must outlast it, unless it is severe, where clients are assigned or where earlier rollouts met such
 * trouble. Where they met none, a verdict may be quicker.
 */
function patience({ unit, phi = 1 }: MetricPlan, calm: boolean): BadMinutes {
  if (calm) {
    return unit === 'request'
      ? { usual: 2, severe: 1, severeTimes: 3 }
      : { usual: 3, severe: 2, severeTimes: 3 };
  }
  const [usual, severe] = unit === 'request' && phi < UNBELIEVABLE_PHI ? [2, 2] : [7, 3];
  return { usual, severe, severeTimes: SEVERE_TIMES };
}

/** More than retries make of a short trouble of a few clients or hosts. */
const SEVERE_TIMES = 10;

/**
 * The alternatives span what is worth telling apart, from slight to total. For good events harm is a fall; safety and bound
 * mirror it, with alternatives near 1, since conversions are many and a fall worth catching is small.
 */
const SIDES = {
  'lower-is-better': {
    line: (relative: number, absolute: number): Line => ({ ratio: 1 + relative, delta: absolute }),
    tolerance: null,
    harmRatios: [1.3, 1.8, 3, 6, 15, 60],
    safeMargin: 0.5,
    absoluteSafeMargin: 0.0005,
    safetyRatios: [0.02, 0.1, 0.3, 0.6, 0.8, 0.92],
    boundRatios: [0.02, 0.1, 0.3, 0.6, 0.8, 0.92],
  },
  'higher-is-better': {
    line: (relative: number, absolute: number): Line => ({ ratio: 1 - relative, delta: -absolute }),
    tolerance: 0.05,
    harmRatios: [0.95, 0.85, 0.7, 0.5, 0.2, 0.02],
    safeMargin: 0.1,
    absoluteSafeMargin: 0,
    safetyRatios: [1.04, 1.08, 1.12, 1.2, 1.5, 3],
    boundRatios: [1.01, 1.04, 1.1, 1.25, 1.7, 4],
  },
} as const;
