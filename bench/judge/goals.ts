import type { Result } from './cells.ts';
import { isSteady, type Row, ratio, rowsOf, scenarioName } from './figures.ts';
import { peers } from './methods/index.ts';
import { isUnitRespected, scenarios } from './scenarios.ts';
import { type Figure, geometricMean, share } from './statistics.ts';
import { climberNames } from './tables.ts';
import { count, figure, harmName, percentFigure, rate } from './wording.ts';

/** One line of the table of goals: what was to be reached, what was, and where it is worst. */
export type Goal = {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly isMet: boolean;
};

export function goalsOf(results: readonly Result[]): readonly Goal[] {
  const isPeer = (method: string): boolean => peers.some(({ name }) => name === method);
  const rows = rowsOf(results, isPeer, 'everywhere');
  return [
    falseRollbacks(results, 'haldane-first', 'a first release'),
    falseRollbacks(results, 'haldane', 'after three good ones'),
    ...times(rows),
    ...excess(rows, 'tuned to the same false rollbacks in all scenarios'),
    ...excess(rowsOf(results, isPeer, 'here'), 'tuned in this scenario alone'),
    ...slight(rows),
    ...climbs(results),
    ...bounds(results),
  ];
}

function falseRollbacks(results: readonly Result[], method: string, when: string): Goal {
  const cells = results
    .filter((result) => result.kind === 'false')
    .filter(({ scenario }) => isUnitRespected(scenario))
    .map((result) => ({ result, figure: share(result.fails[method] ?? 0, result.runs) }))
    .toSorted((a, b) => b.figure.value - a.figure.value);
  const missed = cells.filter(({ figure }) => figure.value > MOST_FALSE);
  const worst = cells[0];
  const where =
    worst === undefined
      ? ''
      : ` at worst (${scenarioName(worst.result.scenario)}, ${count(worst.result.requestsPerSecond)} requests/s)`;
  return {
    what: `false rollbacks, five metrics, two hours, unit respected; ${when}`,
    goal: 'at most 1% in every scenario',
    reached: `${worst === undefined ? '-' : percentFigure(worst.figure)}${where}; above 1% in ${missed.length} of ${cells.length} cells`,
    isMet: missed.length === 0,
  };
}

const MOST_FALSE = 0.01;

/** Harm of x5 and worse, at 100 requests a second and more and a base rate of 0.1%. */
function times(rows: readonly Row[]): readonly Goal[] {
  const plain = rows.filter(
    ({ result, haldane }) =>
      isSteady(result) &&
      result.baseRate === 0.001 &&
      result.requestsPerSecond >= 100 &&
      haldane.harm.relativeRisk >= 5,
  );
  if (plain.length === 0) return [];
  const late = plain.filter(
    ({ haldane, oracle }) => haldane.minutes.value > Math.max(FLOOR_MINUTES, 1.3 * oracle.minutes.value),
  );
  const told = plain
    .toSorted((a, b) => b.haldane.toOracle.value - a.haldane.toOracle.value)
    .slice(0, 3)
    .map(
      (row) =>
        `${harmName(row.haldane.harm)} at ${count(row.result.requestsPerSecond)}/s: ${row.haldane.minutes.value} min against ${row.oracle.minutes.value}`,
    );
  const mean = geometricMean(plain.map(({ haldane }) => haldane.toOracle.value));
  return [
    {
      what: 'time to rollback against the oracle, x5 and worse, 100 requests/s and more at 0.1%',
      goal: 'at most 1.3 times, or 2 minutes',
      reached: `${figure(mean)} times (geometric mean); missed in ${late.length} of ${plain.length} rows; slowest ${told.join(', ')}`,
      isMet: late.length === 0,
    },
  ];
}

const FLOOR_MINUTES = 2;

function excess(rows: readonly Row[], tuning: string): readonly Goal[] {
  const named = (where: string, some: readonly Row[]): readonly Goal[] => {
    if (some.length < 2) return [];
    const mean = geometricMean(some.map(({ excessRatio }) => excessRatio.value));
    const known = geometricMean(some.map(({ oracleRatio }) => oracleRatio));
    const worst = some.toSorted((a, b) => b.excessRatio.value - a.excessRatio.value)[0];
    const above = some.filter(({ excessRatio }) => excessRatio.value > 1.2).length;
    return [
      {
        what: `excess bad requests against the best peer ${tuning}; ${where}`,
        goal: 'at most 1/3 (geometric mean)',
        reached: `${figure(mean)} over ${some.length} rows; the oracle itself ${figure(known)}`,
        isMet: mean.value <= 1 / 3,
      },
      {
        what: `worst row against the best peer ${tuning}; ${where}`,
        goal: 'at most 1.2',
        reached: `${worst === undefined ? '-' : `${figure(worst.excessRatio)} (${rowName(worst)}; ${worst.best.method})`}; above 1.2 in ${above} of ${some.length}`,
        isMet: above === 0,
      },
    ];
  };
  return [
    ...named(
      'steady traffic',
      rows.filter(({ result }) => isSteady(result)),
    ),
    ...(['request', 'client'] as const).flatMap((unit) =>
      named(
        `other scenarios, by ${unit}`,
        rows.filter(
          ({ result }) =>
            !isSteady(result) &&
            isUnitRespected(result.scenario) &&
            scenarios[result.scenario]?.unit === unit,
        ),
      ),
    ),
  ];
}

export const rowName = ({ result, haldane }: Row): string =>
  `${scenarioName(result.scenario)}, ${rate(result.baseRate)}, ${count(result.requestsPerSecond)}/s, ${harmName(haldane.harm)}`;

function slight(rows: readonly Row[]): readonly Goal[] {
  return rows
    .filter(
      ({ result, haldane }) =>
        isSteady(result) &&
        result.baseRate === 0.001 &&
        result.requestsPerSecond === 100 &&
        haldane.harm.relativeRisk === 2 &&
        haldane.harm.onsetMinute === 0,
    )
    .map(({ haldane, oracle }) => ({
      what: 'harm of x2 at 0.1% and 100 requests/s, two hours',
      goal: 'at least 95% found',
      reached: `${percentFigure(haldane.found)}, in ${figure(haldane.minutes)} min (oracle ${percentFigure(oracle.found)}, ${figure(oracle.minutes)} min)`,
      isMet: haldane.found.value >= 0.95,
    }));
}

function climbs(results: readonly Result[]): readonly Goal[] {
  const cells = results.filter((result) => result.kind === 'climb');
  const good = cells.filter(({ relativeRisk }) => relativeRisk === 1);
  const harmed = cells.filter(
    ({ relativeRisk, climbers }) => relativeRisk !== 1 && climbers.plan.excess.value > 0,
  );
  const named = ({ baseRate, requestsPerSecond }: (typeof cells)[number]): string =>
    `${baseRate === 'five' ? 'five metrics' : rate(baseRate)}, ${count(requestsPerSecond)}/s`;
  return (['guarded', 'retreat', 'early'] as const).flatMap((climber) => {
    if (good.length === 0 || harmed.length === 0) return [];
    const toPlan = ({ climbers: { plan, [climber]: own } }: (typeof cells)[number]): number =>
      ratio(own.fullAtMinute, plan.fullAtMinute).value;
    const quick = good.filter((cell) => toPlan(cell) <= 1 / 4);
    const [fastest] = good.toSorted((a, b) => toPlan(a) - toPlan(b));
    const [worst] = harmed.toSorted(
      (a, b) => b.climbers[climber].toPlan.value - a.climbers[climber].toPlan.value,
    );
    const above = harmed.filter(({ climbers }) => climbers[climber].toPlan.value > 1.2);
    return [
      {
        what: `good release to 100% against the default plan, ${climberNames[climber]}`,
        goal: 'at most 1/4',
        reached: `in ${quick.length} of ${good.length} rows (${quick.map(named).join('; ')})${fastest === undefined ? '' : `; ${figure(fastest.climbers[climber].fullAtMinute)} min at best`}`,
        isMet: quick.length === good.length,
      },
      {
        what: `its harm against the default plan, ${climberNames[climber]}`,
        goal: 'never above 1.2 times',
        reached:
          worst === undefined
            ? '-'
            : `${figure(worst.climbers[climber].toPlan)} at worst (${named(worst)}, ${harmName({ relativeRisk: worst.relativeRisk, onsetMinute: 0 })}); above 1.2 in ${above.length} of ${harmed.length}`,
        isMet: above.length === 0,
      },
    ];
  });
}

function bounds(results: readonly Result[]): readonly Goal[] {
  const cells = results
    .filter((result) => result.kind === 'bound')
    .toSorted((a, b) => a.covered.value - b.covered.value);
  const worst = cells[0];
  if (worst === undefined) return [];
  const missed = cells.filter(({ covered }) => covered.value < 0.95).length;
  const covered: Figure = worst.covered;
  return [
    {
      what: 'honest bound: the true excess is below U throughout',
      goal: 'in at least 95% of runs in each scenario',
      reached: `${percentFigure(covered)} at worst (${scenarioName(worst.scenario)}, x${worst.relativeRisk}); below 95% in ${missed} of ${cells.length}`,
      isMet: missed === 0,
    },
  ];
}
