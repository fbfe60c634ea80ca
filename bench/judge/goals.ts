import type { Result } from './cells.ts';
import { isSteady, type Row, ratio, rowsOf, scenarioName } from './figures.ts';
import { peers } from './methods/index.ts';
import { scenarios } from './scenarios.ts';
import { type Figure, geometricMean, share } from './statistics.ts';
import { count, figure, harmName, percentFigure, rate } from './wording.ts';

/** One line of the table of goals: what was to be reached, what was, and where it is worst. */
export type Goal = {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly isMet: boolean;
};

export function goalsOf(results: readonly Result[]): readonly Goal[] {
  const rows = rowsOf(results, (method) => peers.some(({ name }) => name === method));
  return [
    falseRollbacks(results),
    ...times(rows),
    ...excess(rows),
    ...slight(rows),
    ...early(results),
    ...bounds(results),
  ];
}

function falseRollbacks(results: readonly Result[]): Goal {
  const cells = results
    .filter((result) => result.kind === 'false')
    .map((result) => ({ result, figure: share(result.fails.haldane ?? 0, result.runs) }))
    .toSorted((a, b) => b.figure.value - a.figure.value);
  const missed = cells.filter(({ figure }) => figure.value > MOST_FALSE);
  const worst = cells[0];
  const where =
    worst === undefined
      ? ''
      : ` at worst (${scenarioName(worst.result.scenario)}, ${count(worst.result.requestsPerSecond)} requests/s)`;
  return {
    what: 'false rollbacks, five metrics, two hours',
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

function excess(rows: readonly Row[]): readonly Goal[] {
  const named = (what: string, some: readonly Row[]): readonly Goal[] => {
    if (some.length < 2) return [];
    const mean = geometricMean(some.map(({ excessRatio }) => excessRatio.value));
    const worst = some.toSorted((a, b) => b.excessRatio.value - a.excessRatio.value)[0];
    const above = some.filter(({ excessRatio }) => excessRatio.value > 1.2).length;
    return [
      {
        what: `excess bad requests against the best peer tuned to the same false rollbacks, ${what}`,
        goal: 'at most 1/3 (geometric mean)',
        reached: `${figure(mean)} over ${some.length} rows`,
        isMet: mean.value <= 1 / 3,
      },
      {
        what: `the same, worst row, ${what}`,
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
        rows.filter(({ result }) => !isSteady(result) && scenarios[result.scenario]?.unit === unit),
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

function early(results: readonly Result[]): readonly Goal[] {
  const cells = results.filter((result) => result.kind === 'climb');
  const good = cells.filter(({ relativeRisk }) => relativeRisk === 1);
  const harmed = cells.filter(({ relativeRisk, plan }) => relativeRisk !== 1 && plan.excess.value > 0);
  if (good.length === 0 || harmed.length === 0) return [];
  const ratios = good.map(({ plan, early }) => early.fullAtMinute.value / plan.fullAtMinute.value);
  const told = good.map(
    ({ requestsPerSecond, early }) => `${figure(early.fullAtMinute)} min at ${count(requestsPerSecond)}/s`,
  );
  const [worst] = harmed
    .map((cell) => ({ cell, excess: ratio(cell.early.excess, cell.plan.excess) }))
    .toSorted((a, b) => b.excess.value - a.excess.value);
  return [
    {
      what: 'good release to 100% against the default plan; early advance, while the guarded ramp is not measured',
      goal: 'at most 1/4',
      reached: told.join(', '),
      isMet: ratios.every((value) => value <= 1 / 4),
    },
    {
      what: 'its harm against the fixed plan',
      goal: 'never above 1.2 times',
      reached:
        worst === undefined
          ? '-'
          : `${figure(worst.excess)} at worst (${harmName({ relativeRisk: worst.cell.relativeRisk, onsetMinute: 0 })}, ${count(worst.cell.requestsPerSecond)}/s)`,
      isMet: worst === undefined || worst.excess.value <= 1.2,
    },
  ];
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
