import type { Cell } from './cells.ts';
import { scenarios } from './scenarios.ts';

/** All cells of a grid: the full one takes minutes, the small one shows in seconds that everything runs. */
export const gridOf = (isSmall: boolean): readonly Cell[] =>
  isSmall
    ? grid({
        traffic: [100],
        rates: [100],
        baseRates: [0.001],
        falseRuns: 40,
        runs: 40,
        goodRuns: 200,
        boundRuns: 3,
      })
    : grid({
        traffic: [10, 100, 1000, 10_000],
        rates: [1, 10, 100, 1000, 10_000],
        baseRates: [0.0001, 0.001, 0.01],
        falseRuns: 1000,
        runs: 400,
        goodRuns: 1000,
        boundRuns: 150,
      });

type Size = {
  readonly traffic: readonly number[];
  readonly rates: readonly number[];
  readonly baseRates: readonly number[];
  readonly falseRuns: number;
  readonly runs: number;
  readonly goodRuns: number;
  readonly boundRuns: number;
};

function grid({ traffic, rates, baseRates, falseRuns, runs, goodRuns, boundRuns }: Size): readonly Cell[] {
  const each = scenarios.map((_, scenario) => scenario);
  return [
    ...baseRates.flatMap((baseRate) =>
      rates.map(
        (requestsPerSecond): Cell => ({ kind: 'power', baseRate, requestsPerSecond, runs, goodRuns }),
      ),
    ),
    ...each.flatMap((scenario) =>
      traffic.map(
        (requestsPerSecond): Cell => ({ kind: 'false', scenario, requestsPerSecond, runs: falseRuns }),
      ),
    ),
    ...each.map((scenario): Cell => ({ kind: 'bound', scenario, relativeRisk: 1, runs: boundRuns })),
    ...HARMED.flatMap((name) => {
      const scenario = scenarios.findIndex((one) => one.name === name);
      return [2, 5].map((relativeRisk): Cell => ({ kind: 'bound', scenario, relativeRisk, runs: boundRuns }));
    }),
  ];
}

/** Where the bound is tried with harm as well: its truth is plain while both slots change alike. */
const HARMED = ['steady', 'incident', 'shared drift', 'day curve'];
