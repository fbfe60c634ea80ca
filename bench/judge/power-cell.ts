import type { Cell } from './cells.ts';
import { type Draw, drawFrom } from './draw.ts';
import { FIVE_RATES } from './false-cell.ts';
import { FALSE_ROLLBACK_RATE, failFinder, type Learned } from './haldane.ts';
import { learn } from './learn.ts';
import { baselines } from './methods/index.ts';
import type { Method } from './methods/method.ts';
import { oracle } from './methods/oracle.ts';
import { failMinute } from './replay.ts';
import { emptyRun, type Run } from './run.ts';
import { scenarios } from './scenarios.ts';
import { METRIC_DELAY_MINUTES, type PlanName, plans, RETURN_MINUTES, type Schedule } from './schedule.ts';
import { type Harm, NO_HARM, simulate, type Traffic } from './simulate.ts';
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

/**
 * `default`: as documented. `here`: tuned to this scenario's good releases, as if it were known that nothing else will ever
 * happen. `everywhere`: tuned to good releases of all scenarios that its unit of assignment allows.
 */
export type Tuning = 'default' | 'here' | 'everywhere';

export type MethodPower = {
  readonly method: string;
  readonly tuning: Tuning;
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

type Contender = { readonly method: string; readonly tuning: Tuning; readonly fails: Fails };
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
  const finder = (learned?: Learned): Fails =>
    failFinder({ ...scenario, ...(learned && { learned }) }, 1, PLANNED_METRICS, schedule.minutes);
  const services = Array.from({ length: SERVICES }, () =>
    finder(learn(scenario, schedule, withOthers(traffic), PLANNED_METRICS, draw)),
  );
  const haldane: Haldane = { first: finder(), learned: inTurn(services) };
  const contenders = contendersOf(haldane, good, goodOfAll(cell, schedule, draw), baseRate);
  const found = harmsIn(cell.scenario).map((harm) =>
    race(contenders, schedule, harm, runs, (run) => simulate(run, scenario, traffic, harm, draw)),
  );
  const methods = contenders.map(({ method, tuning, fails }, i) => ({
    method,
    tuning,
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

/** Chance has taught each something else. */
const SERVICES = 5;

function inTurn(services: readonly Fails[]): Fails {
  let turn = 0;
  return (run, harm) => services[turn++ % services.length]?.(run, harm) ?? -1;
}

/** A service has other metrics too, and learns whether it is calm from all of them. */
const withOthers = (traffic: Traffic): Traffic => ({
  ...traffic,
  baseRates: [...traffic.baseRates, ...FIVE_RATES.slice(1)],
});

/** Good releases of every scenario that may happen with this unit of assignment, in turn. */
function goodOfAll(
  { scenario, baseRate, requestsPerSecond, goodRuns }: Cell & { kind: 'power' },
  schedule: Schedule,
  draw: Draw,
): readonly Run[] {
  const unit = scenarios[scenario]?.unit;
  const possible = scenarios.filter((one) => one.unit === unit && !(unit === 'request' && one.ofOneSlot));
  return Array.from({ length: goodRuns }, (_, i) => {
    const run = emptyRun(schedule, 1);
    const one = possible[i % possible.length];
    if (one) simulate(run, one, { requestsPerSecond, baseRates: [baseRate] }, NO_HARM, draw);
    return run;
  });
}

type Haldane = { readonly first: Fails; readonly learned: Fails };

/** The oracle first: the others are measured against it. */
function contendersOf(
  { first, learned }: Haldane,
  here: readonly Run[],
  everywhere: readonly Run[],
  baseRate: number,
): readonly Contender[] {
  const falseRate = FALSE_ROLLBACK_RATE / PLANNED_METRICS;
  const mostFalse = (good: readonly Run[]): number => {
    const ours = good.filter((run) => learned(run, NO_HARM) >= 0).length;
    return Math.max(ours, Math.round(falseRate * good.length));
  };
  const most = { here: mostFalse(here), everywhere: mostFalse(everywhere) };
  const thresholdOf = (method: Method, tuning: Tuning): number | null => {
    if (tuning === 'default') return method.threshold.byDefault;
    return tuning === 'here' ? tuned(method, here, most.here) : tuned(method, everywhere, most.everywhere);
  };
  return [
    {
      method: 'oracle',
      tuning: 'here',
      fails: (run, harm) =>
        harm.relativeRisk === 1 ? -1 : failMinute(run, oracle(baseRate, harm, falseRate), 1),
    },
    { method: 'haldane', tuning: 'default', fails: learned },
    { method: 'haldane-first', tuning: 'default', fails: first },
    ...baselines.flatMap((method) =>
      (['default', 'here', 'everywhere'] as const).flatMap((tuning): Contender[] => {
        const threshold = thresholdOf(method, tuning);
        if (threshold === null) return [];
        const fails: Fails = (run) => failMinute(run, method.start(1, threshold, tuning !== 'default'), 1);
        return [{ method: method.name, tuning, fails }];
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
