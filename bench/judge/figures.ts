import type { Result } from './cells.ts';
import type { HarmFound, MethodPower, PowerResult, Tuning } from './power-cell.ts';
import { scenarios } from './scenarios.ts';
import type { PlanName } from './schedule.ts';
import type { Figure } from './statistics.ts';

/** One harm in one cell: what Haldane, the oracle and the tuned peers made of it. */
export type Row = {
  readonly result: PowerResult;
  readonly haldane: HarmFound;
  readonly oracle: HarmFound;
  /** The tuned peer that let the fewest bad requests through. */
  readonly best: { readonly method: string; readonly found: HarmFound };
  /** Haldane's excess bad requests over that peer's. */
  readonly excessRatio: Figure;
  /** The oracle's over that peer's: what could be reached by who knows rate, harm and when it begins. */
  readonly oracleRatio: number;
};

/** Under the plan on which the methods are compared, or under the default one. */
export const powerOf = (results: readonly Result[], plan: PlanName = 'compared'): readonly PowerResult[] =>
  results.filter((result) => result.kind === 'power').filter((result) => result.plan === plan);

export const isSteady = ({ scenario }: PowerResult): boolean => scenario === 0;

export const scenarioName = (index: number): string => {
  const scenario = scenarios[index];
  return scenario === undefined ? '' : `${scenario.name}, by ${scenario.unit}`;
};

/** All harms of all cells; without rows in which nobody lets anything through. */
export function rowsOf(
  results: readonly Result[],
  isPeer: (method: string) => boolean,
  tuning: Tuning,
  plan: PlanName = 'compared',
): readonly Row[] {
  return powerOf(results, plan).flatMap((result) => {
    const named = (name: string) => result.methods.find(({ method }) => method === name);
    const rivals = result.methods.filter((one) => one.tuning === tuning && isPeer(one.method));
    return (named('haldane')?.harms ?? []).flatMap((haldane, i) => {
      const oracle = named('oracle')?.harms[i];
      const best = bestOf(rivals, i);
      if (oracle === undefined || best === undefined || best.found.excess.value <= 0) return [];
      const oracleRatio = oracle.excess.value / best.found.excess.value;
      const excessRatio = ratio(haldane.excess, best.found.excess);
      return [{ result, haldane, oracle, best, excessRatio, oracleRatio }];
    });
  });
}

function bestOf(rivals: readonly MethodPower[], harm: number): Row['best'] | undefined {
  return rivals
    .flatMap(({ method, harms }) => {
      const found = harms[harm];
      return found === undefined ? [] : [{ method, found }];
    })
    .toSorted((a, b) => a.found.excess.value - b.found.excess.value)
    .at(0);
}

export function ratio(a: Figure, b: Figure): Figure {
  const value = a.value / b.value;
  return { value, error: value * Math.hypot(a.error / a.value, b.error / b.value) };
}
