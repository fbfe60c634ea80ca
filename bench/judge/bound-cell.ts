import type { Cell } from './cells.ts';
import { drawFrom } from './draw.ts';
import { sitting } from './haldane.ts';
import { emptyRun } from './run.ts';
import { scenarios } from './scenarios.ts';
import { compared } from './schedule.ts';
import { simulate } from './simulate.ts';
import { type Figure, share } from './statistics.ts';

/** How often the bound U stayed above the true excess through the whole rollout. */
export type BoundResult = {
  readonly kind: 'bound';
  readonly scenario: number;
  readonly relativeRisk: number;
  readonly runs: number;
  readonly covered: Figure;
};

const TRAFFIC = { requestsPerSecond: 100, baseRates: [0.001] };

export function boundCell(cell: Cell & { kind: 'bound' }, seed: string): BoundResult {
  const scenario = scenarios[cell.scenario];
  if (scenario === undefined) throw new RangeError(`There is no scenario ${cell.scenario}.`);
  const draw = drawFrom(seed);
  const run = emptyRun(compared, 1);
  let covered = 0;
  for (let i = 0; i < cell.runs; i++) {
    simulate(run, scenario, TRAFFIC, { relativeRisk: cell.relativeRisk, onsetMinute: 0 }, draw);
    const { verdictAfter } = sitting(run, scenario.unit, 1);
    let holds = true;
    for (let t = 0; t < run.minutes && holds; t++) {
      const [metric] = verdictAfter(t).metrics;
      holds = (metric?.excessUpperBound ?? 1) >= (run.meanExcess[t] ?? 0);
    }
    if (holds) covered++;
  }
  const { relativeRisk, runs } = cell;
  return { kind: 'bound', scenario: cell.scenario, relativeRisk, runs, covered: share(covered, runs) };
}
