import type { BoundResult } from './bound-cell.ts';
import type { ClimbResult } from './climb-cell.ts';
import type { FalseResult } from './false-cell.ts';
import type { PowerResult } from './power-cell.ts';
import type { PlanName } from './schedule.ts';

/** A part of the grid that one worker does at a time. */
export type Cell =
  | {
      readonly kind: 'false';
      readonly scenario: number;
      readonly requestsPerSecond: number;
      readonly runs: number;
    }
  | {
      readonly kind: 'power';
      readonly plan: PlanName;
      readonly scenario: number;
      readonly baseRate: number;
      readonly requestsPerSecond: number;
      readonly runs: number;
      readonly goodRuns: number;
    }
  | {
      readonly kind: 'climb';
      /** Of the one metric, or five metrics at once. */
      readonly baseRate: number | 'five';
      readonly requestsPerSecond: number;
      readonly relativeRisk: number;
      readonly runs: number;
    }
  | {
      readonly kind: 'bound';
      readonly scenario: number;
      readonly relativeRisk: number;
      readonly runs: number;
    };

export type Result = FalseResult | PowerResult | BoundResult | ClimbResult;

/** Draws of a cell depend on the seed and this alone, not on who works it out when. */
export const nameOf = (cell: Cell): string =>
  Object.entries(cell)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
