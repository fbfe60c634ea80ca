import type { Result } from '../cells.ts';
import { isSteady, powerOf, scenarioName } from '../figures.ts';
import { baselines } from '../methods/index.ts';
import type { HarmFound, PowerResult, Tuning } from '../power-cell.ts';
import { harmName, rate } from '../wording.ts';
import { heat } from './heat.ts';
import { type Panel, panels, type Series } from './panels.ts';

/** The worst share of good releases that each method returned, over all traffic. */
export function falsePlot(results: readonly Result[]): string {
  const cells = results.filter((result) => result.kind === 'false');
  const methods = ['haldane-first', 'haldane', ...baselines.map(({ name }) => name)];
  return heat({
    title: 'Good releases rolled back, in percent',
    note: 'each method with its defaults, at its worst traffic; green: at most 1%',
    columns: methods,
    rows: [...Map.groupBy(cells, ({ scenario }) => scenario)].map(([scenario, of]) => ({
      name: scenarioName(scenario),
      shares: methods.map((method) => Math.max(...of.map(({ fails, runs }) => (fails[method] ?? 0) / runs))),
    })),
  });
}

export const timePlot = (results: readonly Result[]): string =>
  panels({
    title: `Minutes of data until the rollback (median), base rate ${rate(SHOWN_RATE)}; peers tuned`,
    xLabel: 'requests per second',
    yLabel: 'minutes',
    panels: panelsOf(results, ({ found, minutes }) => (found.value >= 0.5 ? minutes.value : null)),
  });

export const excessPlot = (results: readonly Result[]): string =>
  panels({
    title: `Bad requests too many until traffic is back (mean), base rate ${rate(SHOWN_RATE)}; peers tuned`,
    xLabel: 'requests per second',
    yLabel: 'bad requests',
    panels: panelsOf(results, ({ excess }) => (excess.value > 0 ? excess.value : null)),
  });

const SHOWN_RATE = 0.001;
const SHOWN = ['haldane', 'oracle', 'growthbook', 'ecs', 'flagger-10', 'argo-doc', 'kayenta-10'];

function panelsOf(results: readonly Result[], value: (found: HarmFound) => number | null): readonly Panel[] {
  const cells = powerOf(results).filter((result) => isSteady(result) && result.baseRate === SHOWN_RATE);
  const harms = (cells[0]?.methods[0]?.harms ?? []).map(({ harm }) => harm);
  return harms.flatMap((harm, i) =>
    harm.onsetMinute === 0 && harm.relativeRisk >= 2
      ? [{ title: harmName(harm), series: SHOWN.flatMap((method) => seriesOf(cells, method, i, value)) }]
      : [],
  );
}

const tuningShown = (method: string): Tuning =>
  method.startsWith('haldane') ? 'default' : method === 'oracle' ? 'here' : 'everywhere';

function seriesOf(
  cells: readonly PowerResult[],
  method: string,
  harm: number,
  value: (found: HarmFound) => number | null,
): readonly Series[] {
  const points = cells.flatMap(({ methods, requestsPerSecond }) => {
    const found = methods.find((one) => one.method === method && one.tuning === tuningShown(method))?.harms[
      harm
    ];
    const y = found === undefined ? null : value(found);
    return y === null ? [] : [{ x: requestsPerSecond, y }];
  });
  return points.length === 0 ? [] : [{ name: method, points }];
}
