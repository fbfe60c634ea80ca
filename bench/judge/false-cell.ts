import type { Cell } from './cells.ts';
import { drawFrom } from './draw.ts';
import { failFinder } from './haldane.ts';
import { learn } from './learn.ts';
import { baselines } from './methods/index.ts';
import { failMinute } from './replay.ts';
import { emptyRun } from './run.ts';
import { isUnitRespected, scenarios } from './scenarios.ts';
import { compared } from './schedule.ts';
import { NO_HARM, simulate } from './simulate.ts';

/** How many good releases each method returned; five metrics, two hours. */
export type FalseResult = {
  readonly kind: 'false';
  readonly scenario: number;
  readonly requestsPerSecond: number;
  readonly runs: number;
  readonly fails: Readonly<Record<string, number>>;
};

/** Errors, slow, crashes, slower than usual, failed feedback: rates of good versions. */
export const FIVE_RATES: readonly number[] = [0.001, 0.02, 0.0001, 0.05, 0.01];

export function falseCell(cell: Cell & { kind: 'false' }, seed: string): FalseResult {
  const scenario = scenarios[cell.scenario];
  if (scenario === undefined) throw new RangeError(`There is no scenario ${cell.scenario}.`);
  const traffic = { requestsPerSecond: cell.requestsPerSecond, baseRates: FIVE_RATES };
  const draw = drawFrom(seed);
  const run = emptyRun(compared, FIVE_RATES.length);
  const atFirst = failFinder(scenario, run.metrics, run.metrics, run.minutes);
  let learned = atFirst;
  const fails: Record<string, number> = {};
  const count = (name: string, minute: number) => {
    fails[name] = (fails[name] ?? 0) + (minute >= 0 ? 1 : 0);
  };
  let runs = cell.runs;
  for (let i = 0; i < runs; i++) {
    if (i % RUNS_OF_A_SERVICE === 0) {
      const known = learn(scenario, compared, traffic, run.metrics, draw);
      learned = failFinder({ ...scenario, learned: known }, run.metrics, run.metrics, run.minutes);
    }
    simulate(run, scenario, traffic, NO_HARM, draw);
    count('haldane-first', atFirst(run));
    count('haldane', learned(run));
    for (const method of baselines) {
      const watched = method.watches === 'errors' ? 1 : run.metrics;
      const detector = method.start(watched, method.threshold.byDefault, false);
      count(method.name, failMinute(run, detector, watched));
    }
    const returned = Math.max(fails['haldane-first'] ?? 0, fails.haldane ?? 0);
    if (i + 1 === cell.runs && returned > 1 && isUnitRespected(cell.scenario)) runs *= CLOSER;
  }
  const { requestsPerSecond } = cell;
  return { kind: 'false', scenario: cell.scenario, requestsPerSecond, runs, fails };
}

/** Where one percent may be exceeded, so many times as many runs tell whether it is. */
const CLOSER = 3;

/** Each with what its own earlier releases taught. */
const RUNS_OF_A_SERVICE = 25;
