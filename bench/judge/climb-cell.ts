import type { Cell } from './cells.ts';
import { type Climbed, type Climber, climb } from './climb.ts';
import { FIVE_RATES } from './false-cell.ts';
import { type Figure, mean, median, share } from './statistics.ts';

/** The default plan and those that are quicker: how soon a good release has all traffic, what harm costs. */
export type ClimbResult = {
  readonly kind: 'climb';
  /** Of the one metric; `five` metrics at once, of which that of 0.1% is harmed. */
  readonly baseRate: number | 'five';
  readonly requestsPerSecond: number;
  readonly relativeRisk: number;
  readonly runs: number;
  readonly climbers: Readonly<Record<Climber, ClimberResult>>;
};

export type ClimberResult = {
  readonly full: Figure;
  readonly fullAtMinute: Figure;
  readonly returned: Figure;
  readonly excess: Figure;
  /** Excess over the default plan's, whose luck is the same. */
  readonly toPlan: Figure;
};

export function climbCell(cell: Cell & { kind: 'climb' }, seed: string): ClimbResult {
  const { baseRate, requestsPerSecond, relativeRisk, runs } = cell;
  const baseRates = baseRate === 'five' ? FIVE_RATES : [baseRate];
  const climbed = (climber: Climber): readonly Climbed[] =>
    Array.from({ length: runs }, (_, run) =>
      climb({ requestsPerSecond, baseRates, relativeRisk }, climber, `${seed}/${run}`),
    );
  const plan = climbed('plan');
  const resultOf = (all: readonly Climbed[]): ClimberResult => {
    const times = all.map(({ fullAtMinute }) => fullAtMinute).filter((minute) => !Number.isNaN(minute));
    return {
      full: share(times.length, runs),
      fullAtMinute: median(Float64Array.from(times)),
      returned: share(all.filter(({ isReturned }) => isReturned).length, runs),
      excess: mean(Float64Array.from(all, ({ excess }) => excess)),
      toPlan: pairedRatio(all, plan),
    };
  };
  const results = {
    plan: resultOf(plan),
    early: resultOf(climbed('early')),
    guarded: resultOf(climbed('guarded')),
    retreat: resultOf(climbed('retreat')),
  };
  return { kind: 'climb', baseRate, requestsPerSecond, relativeRisk, runs, climbers: results };
}

/** Its error from the differences of pairs, which shared luck keeps small. */
function pairedRatio(all: readonly Climbed[], plan: readonly Climbed[]): Figure {
  const planned = mean(Float64Array.from(plan, ({ excess }) => excess));
  const value = mean(Float64Array.from(all, ({ excess }) => excess)).value / planned.value;
  const off = Float64Array.from(all, ({ excess }, i) => excess - value * (plan[i]?.excess ?? 0));
  return { value, error: mean(off).error / planned.value };
}
