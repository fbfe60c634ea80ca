import type { Cell } from './cells.ts';
import { drawFrom } from './draw.ts';
import { FALSE_ROLLBACK_RATE, failFinder } from './haldane.ts';
import { baselines } from './methods/index.ts';
import { oracle } from './methods/oracle.ts';
import { failMinute } from './replay.ts';
import { emptyRun, type Run } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { METRIC_DELAY_MINUTES, type PlanName, plans, RETURN_MINUTES, type Schedule } from './schedule.ts';
import { type Harm, NO_HARM, simulate } from './simulate.ts';
import { type Figure, mean, median, share } from './statistics.ts';
import { tuned } from './tune.ts';

/** What each method finds of what harm, in one scenario at one traffic and base rate. */
export type PowerResult = {
  readonly kind: 'power';
  readonly plan: PlanName;
  readonly scenario: number;
  readonly baseRate: number;
  readonly requestsPerSecond: number;
  readonly runs: number;
  readonly goodRuns: number;
  readonly methods: readonly MethodPower[];
};

export type MethodPower = {
  readonly method: string;
  readonly isTuned: boolean;
  readonly falseRollbacks: Figure;
  readonly harms: readonly HarmFound[];
};

export type HarmFound = {
  readonly harm: Harm;
  readonly found: Figure;
  /** Minutes of data after the onset, where found. */
  readonly minutes: Figure;
  /** The same against the oracle's median, in runs in which both find it; their share. */
  readonly toOracle: Figure;
  readonly bothFound: number;
  /** Bad requests too many, until the weights are back. */
  readonly excess: Figure;
};

/** Everything in steady traffic; elsewhere what tells the methods apart. */
const harmsIn = (scenario: number): readonly Harm[] =>
  scenario === 0
    ? [0, 60].flatMap((onsetMinute) =>
        [1.5, 2, 5, 20, Number.POSITIVE_INFINITY].map((relativeRisk) => ({ relativeRisk, onsetMinute })),
      )
    : [2, 5, 20].map((relativeRisk) => ({ relativeRisk, onsetMinute: 0 }));

export const sameHarms = (a: Harm, b: Harm): boolean =>
  a.relativeRisk === b.relativeRisk && a.onsetMinute === b.onsetMinute;

/** The judge watches five metrics; this one has a fifth of the chance of a false rollback. */
const PLANNED_METRICS = 5;

type Contender = { readonly method: string; readonly isTuned: boolean; readonly fails: Fails };
type Fails = (run: Run, harm: Harm) => number;

export function powerCell(cell: Cell & { kind: 'power' }, seed: string): PowerResult {
  const { baseRate, requestsPerSecond, runs, goodRuns } = cell;
  const scenario = scenarios[cell.scenario];
  if (scenario === undefined) throw new RangeError(`There is no scenario ${cell.scenario}.`);
  const schedule = plans[cell.plan];
  const traffic = { requestsPerSecond, baseRates: [baseRate] };
  const draw = drawFrom(seed);
  const good = Array.from({ length: goodRuns }, () => {
    const run = emptyRun(schedule, 1);
    simulate(run, scenario, traffic, NO_HARM, draw);
    return run;
  });
  const contenders = contendersOf(good, baseRate, scenario.unit);
  const found = harmsIn(cell.scenario).map((harm) =>
    race(contenders, schedule, harm, runs, (run) => simulate(run, scenario, traffic, harm, draw)),
  );
  const methods = contenders.map(({ method, isTuned, fails }, i) => ({
    method,
    isTuned,
    falseRollbacks: share(good.filter((run) => fails(run, NO_HARM) >= 0).length, goodRuns),
    harms: found.flatMap((each) => each[i] ?? []),
  }));
  return {
    kind: 'power',
    plan: cell.plan,
    scenario: cell.scenario,
    baseRate,
    requestsPerSecond,
    runs,
    goodRuns,
    methods,
  };
}

/** The oracle first: the others are measured against it. */
function contendersOf(good: readonly Run[], baseRate: number, unit: Scenario['unit']): readonly Contender[] {
  const falseRate = FALSE_ROLLBACK_RATE / PLANNED_METRICS;
  const haldane: Fails = failFinder(unit, 1, PLANNED_METRICS, good[0]?.minutes ?? 0);
  const ours = good.filter((run) => haldane(run, NO_HARM) >= 0).length;
  const mostFalse = Math.max(ours, Math.round(falseRate * good.length));
  return [
    {
      method: 'oracle',
      isTuned: true,
      fails: (run, harm) =>
        harm.relativeRisk === 1 ? -1 : failMinute(run, oracle(baseRate, harm, falseRate), 1),
    },
    { method: 'haldane', isTuned: false, fails: haldane },
    ...baselines.flatMap((method) =>
      [false, true].flatMap((isTuned) => {
        const threshold = isTuned ? tuned(method, good, mostFalse) : method.threshold.byDefault;
        if (threshold === null) return [];
        const fails: Fails = (run) => failMinute(run, method.start(1, threshold, isTuned), 1);
        return [{ method: method.name, isTuned, fails }];
      }),
    ),
  ];
}

function race(
  contenders: readonly Contender[],
  schedule: Schedule,
  harm: Harm,
  runs: number,
  draw: (run: Run) => void,
): readonly HarmFound[] {
  const run = emptyRun(schedule, 1);
  const minutes = contenders.map(() => new Float64Array(runs));
  const excess = contenders.map(() => new Float64Array(runs));
  for (let i = 0; i < runs; i++) {
    draw(run);
    contenders.forEach(({ fails }, c) => {
      const failed = fails(run, harm);
      const [inMinutes, inExcess] = [minutes[c], excess[c]];
      if (inMinutes)
        inMinutes[i] = failed < 0 || failed < harm.onsetMinute ? Number.NaN : failed + 1 - harm.onsetMinute;
      if (inExcess) inExcess[i] = excessUntilReturn(run, failed);
    });
  }
  const known = minutes[0] ?? new Float64Array();
  return contenders.map((_, c) => {
    const mine = minutes[c] ?? new Float64Array();
    const times = mine.filter((value) => !Number.isNaN(value));
    const both = mine.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(known[i] ?? Number.NaN));
    const theirs = known.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(mine[i] ?? Number.NaN));
    const [a, b] = [median(both), median(theirs)];
    return {
      harm,
      found: share(times.length, runs),
      minutes: median(times),
      toOracle: {
        value: a.value / b.value,
        error: (a.value / b.value) * Math.hypot(a.error / a.value, b.error / b.value),
      },
      bothFound: both.length / runs,
      excess: mean(excess[c] ?? new Float64Array()),
    };
  });
}

function excessUntilReturn(run: Run, failed: number): number {
  const end =
    failed < 0 ? run.minutes : Math.min(run.minutes, failed + 1 + METRIC_DELAY_MINUTES + RETURN_MINUTES);
  let excess = 0;
  for (let t = 0; t < end; t++) excess += run.excess[t] ?? 0;
  return excess;
}
