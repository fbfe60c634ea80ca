import type { Cell } from './cells.ts';
import { drawFrom } from './draw.ts';
import { sitting } from './haldane.ts';
import { learn } from './learn.ts';
import { emptyRun } from './run.ts';
import { scenarios } from './scenarios.ts';
import { compared } from './schedule.ts';
import { simulate } from './simulate.ts';
import { type Figure, share } from './statistics.ts';

/**
 * How often the bound U stayed above the true excess through the whole rollout: above its mean so far, as people will read it,
 * and above its least, which is what the mathematics promises when the excess changes.
 */
export type BoundResult = {
  readonly kind: 'bound';
  readonly scenario: number;
  readonly relativeRisk: number;
  readonly runs: number;
  readonly covered: Figure;
  readonly coveredLeast: Figure;
};

const TRAFFIC = { requestsPerSecond: 100, baseRates: [0.001] };

export function boundCell(cell: Cell & { kind: 'bound' }, seed: string): BoundResult {
  const scenario = scenarios[cell.scenario];
  if (scenario === undefined) throw new RangeError(`There is no scenario ${cell.scenario}.`);
  const draw = drawFrom(seed);
  const learned = learn(scenario, compared, TRAFFIC, 1, draw);
  const run = emptyRun(compared, 1);
  let covered = 0;
  let coveredLeast = 0;
  for (let i = 0; i < cell.runs; i++) {
    simulate(run, scenario, TRAFFIC, { relativeRisk: cell.relativeRisk, onsetMinute: 0 }, draw);
    const { verdictAfter } = sitting(run, { ...scenario, learned }, 1);
    let holds = true;
    let holdsLeast = true;
    for (let t = 0; t < run.minutes && holdsLeast; t++) {
      const bound = verdictAfter(t).metrics[0]?.excessUpperBound ?? 1;
      holds &&= bound >= (run.meanExcess[t] ?? 0);
      holdsLeast &&= bound >= (run.leastExcess[t] ?? 0);
    }
    if (holds) covered++;
    if (holdsLeast) coveredLeast++;
  }
  const { relativeRisk, runs } = cell;
  return {
    kind: 'bound',
    scenario: cell.scenario,
    relativeRisk,
    runs,
    covered: share(covered, runs),
    coveredLeast: share(coveredLeast, runs),
  };
}
