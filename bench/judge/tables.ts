import type { Result } from './cells.ts';
import { type Climber, climbers } from './climb.ts';
import type { ClimberResult } from './climb-cell.ts';
import type { FalseResult } from './false-cell.ts';
import { isSteady, powerOf, type Row, rowsOf, scenarioName } from './figures.ts';
import { baselines, peers } from './methods/index.ts';
import { sameHarms, type Tuning } from './power-cell.ts';
import type { PlanName } from './schedule.ts';
import { share } from './statistics.ts';
import { count, figure, harmName, percent, percentFigure, rate, short, table } from './wording.ts';

/** Haldane at each traffic, and each method's worst. */
export function falseTable(results: readonly Result[]): string {
  const cells = results.filter((result) => result.kind === 'false');
  const traffic = [...new Set(cells.map(({ requestsPerSecond }) => requestsPerSecond))];
  const rows = [...Map.groupBy(cells, ({ scenario }) => scenario)].map(([scenario, of]) => [
    scenarioName(scenario),
    ...traffic.map((requestsPerSecond) => {
      const cell = of.find((one) => one.requestsPerSecond === requestsPerSecond);
      if (cell === undefined) return '-';
      const returned = (method: string): string => percentFigure(share(cell.fails[method] ?? 0, cell.runs));
      return `${returned('haldane-first')}; ${returned('haldane')}`;
    }),
    ...baselines.map(({ name }) => range(of, name)),
  ]);
  return table(
    ['scenario', ...traffic.map((each) => `Haldane, ${count(each)}/s`), ...baselines.map(({ name }) => name)],
    rows,
  );
}

const range = (cells: readonly FalseResult[], method: string): string => {
  const shares = cells.map(({ fails, runs }) => (fails[method] ?? 0) / runs);
  const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
  return least === most ? most : `${least} to ${most}`;
};

/** Found and median minutes in steady traffic: Haldane, then the oracle. */
export const timeTable = (results: readonly Result[]): string =>
  steadyTable(results, ({ haldane, oracle }) => `${foundIn(haldane)} (${foundIn(oracle)})`);

const foundIn = ({ found, minutes }: Row['haldane']): string => {
  if (found.value === 0) return 'none';
  const time = `${short(minutes.value)} ± ${short(minutes.error)} min`;
  return found.value >= 0.995 ? time : `${percent(found.value)}, ${time}`;
};

/** Haldane's excess bad requests over the best tuned peer's, and who that is. */
export const excessTable = (results: readonly Result[]): string =>
  steadyTable(results, ({ excessRatio, best }) => `${figure(excessRatio)} ${best.method}`);

function steadyTable(
  results: readonly Result[],
  cell: (row: Row) => string,
  plan: PlanName = 'compared',
): string {
  const rows = peerRows(results, 'everywhere', plan).filter(({ result }) => isSteady(result));
  const harms = [...new Map(rows.map(({ haldane }) => [harmName(haldane.harm), haldane.harm])).values()];
  const body = [...Map.groupBy(rows, ({ result }) => result)].map(([result, of]) => [
    rate(result.baseRate),
    count(result.requestsPerSecond),
    ...harms.map((harm) => {
      const row = of.find(({ haldane }) => sameHarms(haldane.harm, harm));
      return row === undefined ? '-' : cell(row);
    }),
  ]);
  return table(['base rate', 'requests/s', ...harms.map(harmName)], body);
}

/** The other scenarios: false rollbacks with one metric, time, and excess. */
export function scenarioTable(results: readonly Result[]): string {
  const rows = peerRows(results).filter(({ result }) => !isSteady(result));
  return table(
    [
      'scenario',
      'harm',
      'Haldane: found, median',
      'in a first release',
      'oracle',
      'best tuned peer',
      'its found, median',
      'excess ratio',
    ],
    rows.map(({ result, haldane, oracle, best, excessRatio }) => [
      scenarioName(result.scenario),
      harmName(haldane.harm),
      foundIn(haldane),
      inFirstRelease(result, haldane),
      foundIn(oracle),
      best.method,
      foundIn(best.found),
      figure(excessRatio),
    ]),
  );
}

function inFirstRelease({ methods }: Row['result'], { harm }: Row['haldane']): string {
  const harms = methods.find(({ method }) => method === 'haldane-first')?.harms;
  const found = harms?.find((one) => sameHarms(one.harm, harm));
  return found === undefined ? '-' : foundIn(found);
}

/** Each method with its defaults and tuned, at one traffic. */
export function methodTable(results: readonly Result[], baseRate: number, requestsPerSecond: number): string {
  const result = powerOf(results).find(
    (one) => isSteady(one) && one.baseRate === baseRate && one.requestsPerSecond === requestsPerSecond,
  );
  if (result === undefined) return '';
  const early = (result.methods[0]?.harms ?? [])
    .map(({ harm }) => harm)
    .filter(({ onsetMinute }) => onsetMinute === 0);
  return table(
    ['method', 'false rollbacks', ...early.map((harm) => `${harmName(harm)}: found, median, excess`)],
    result.methods.map(({ method, tuning, falseRollbacks, harms }) => [
      `${method}${TUNED[method === 'oracle' ? 'default' : tuning]}`,
      method === 'oracle' ? '-' : percentFigure(falseRollbacks),
      ...early.map((harm) => {
        const found = harms.find((one) => sameHarms(one.harm, harm));
        return found === undefined ? '-' : `${foundIn(found)}, ${figure(found.excess)}`;
      }),
    ]),
  );
}

const TUNED: Readonly<Record<Tuning, string>> = {
  default: '',
  here: ', tuned here',
  everywhere: ', tuned everywhere',
};

/** The default plan as it is, and with `advanceEarly`. */
/** When a good release has all traffic: the goal is a quarter of the default plan's time. */
export function climbTimeTable(results: readonly Result[]): string {
  const cells = results.filter((result) => result.kind === 'climb' && result.relativeRisk === 1);
  const full = ({ full, fullAtMinute }: ClimberResult): string =>
    full.value === 0 ? 'never' : `${percent(full.value)}, ${figure(fullAtMinute)} min`;
  return table(
    ['errors', 'requests/s', ...climbers.map((climber) => climberNames[climber])],
    cells.flatMap((cell) =>
      cell.kind === 'climb'
        ? [
            [
              climbRate(cell.baseRate),
              count(cell.requestsPerSecond),
              ...climbers.map((climber) => full(cell.climbers[climber])),
            ],
          ]
        : [],
    ),
  );
}

/** What harm costs, as a multiple of the default plan's. */
export function climbTable(results: readonly Result[]): string {
  const cells = results.filter((result) => result.kind === 'climb');
  const others = climbers.filter((climber) => climber !== 'plan');
  return table(
    [
      ...['errors', 'harm', 'requests/s', 'plan: excess', 'returned'],
      ...others.flatMap((climber) => [`${climberNames[climber]}: ratio`, 'returned']),
    ],
    cells
      .filter(({ relativeRisk }) => relativeRisk !== 1)
      .map(({ baseRate, requestsPerSecond, relativeRisk, climbers: all }) => [
        climbRate(baseRate),
        harmName({ relativeRisk, onsetMinute: 0 }),
        count(requestsPerSecond),
        figure(all.plan.excess),
        percent(all.plan.returned.value),
        ...others.flatMap((climber) => [figure(all[climber].toPlan), percent(all[climber].returned.value)]),
      ]),
  );
}

const climbRate = (baseRate: number | 'five'): string =>
  baseRate === 'five' ? '0.1%, of five metrics' : rate(baseRate);

export const climberNames: Readonly<Record<Climber, string>> = {
  plan: 'plan',
  early: 'early advance',
  guarded: 'guarded',
  retreat: 'guarded, with retreat',
};

export function boundTable(results: readonly Result[]): string {
  const cells = results.filter((result) => result.kind === 'bound');
  return table(
    ['scenario', 'harm', 'above the mean excess so far', 'above the least excess so far'],
    cells.map(({ scenario, relativeRisk, covered, coveredLeast }) => [
      scenarioName(scenario),
      relativeRisk === 1 ? 'none' : `x${relativeRisk}`,
      percentFigure(covered),
      percentFigure(coveredLeast),
    ]),
  );
}

/** Under the default plan, which ends without a control group. */
export const usualTable = (results: readonly Result[]): string =>
  steadyTable(
    results,
    ({ haldane, oracle, best, excessRatio }) =>
      `${foundIn(haldane)} (${foundIn(oracle)}); ${figure(excessRatio)} ${best.method}`,
    'usual',
  );

export const peerRows = (
  results: readonly Result[],
  tuning: Tuning = 'everywhere',
  plan: PlanName = 'compared',
): readonly Row[] => rowsOf(results, (method) => peers.some(({ name }) => name === method), tuning, plan);
