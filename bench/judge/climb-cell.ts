import type { Cell } from './cells.ts';
import { climb } from './climb.ts';
import { drawFrom } from './draw.ts';
import { FIVE_RATES } from './false-cell.ts';
import { type Figure, mean, median, share } from './statistics.ts';

/** The default plan as it is, and with early advance: how soon a good release has all traffic, what harm costs. */
export type ClimbResult = {
  readonly kind: 'climb';
  readonly requestsPerSecond: number;
  readonly relativeRisk: number;
  readonly runs: number;
  readonly plan: Climber;
  readonly early: Climber;
};

export type Climber = {
  readonly full: Figure;
  readonly fullAtMinute: Figure;
  readonly returned: Figure;
  readonly excess: Figure;
};

export function climbCell(cell: Cell & { kind: 'climb' }, seed: string): ClimbResult {
  const { requestsPerSecond, relativeRisk, runs } = cell;
  const climber = (advanceEarly: boolean): Climber => {
    const draw = drawFrom(`${seed}/${advanceEarly}`);
    const climbed = Array.from({ length: runs }, () =>
      climb({ requestsPerSecond, baseRates: FIVE_RATES, relativeRisk, advanceEarly }, draw),
    );
    const times = climbed.map(({ fullAtMinute }) => fullAtMinute).filter((minute) => !Number.isNaN(minute));
    return {
      full: share(times.length, runs),
      fullAtMinute: median(Float64Array.from(times)),
      returned: share(climbed.filter(({ isReturned }) => isReturned).length, runs),
      excess: mean(Float64Array.from(climbed, ({ excess }) => excess)),
    };
  };
  return { kind: 'climb', requestsPerSecond, relativeRisk, runs, plan: climber(false), early: climber(true) };
}
