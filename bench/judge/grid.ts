import type { Cell } from './cells.ts';
import { scenarios } from './scenarios.ts';

/** All cells of a grid: the full one takes minutes, the small one shows in seconds that everything runs. */
export const gridOf = (isSmall: boolean): readonly Cell[] => grid(isSmall ? SMALL : FULL);

type Size = {
  readonly baseRates: readonly number[];
  readonly requestsPerSecond: readonly number[];
  /** In steady traffic: runs for each harm, and good ones to tune on. */
  readonly powerRuns: number;
  readonly goodRuns: number;
  /** The same in the other scenarios, at 0.1% and 100 requests a second. */
  readonly scenarioRuns: number;
  readonly scenarioGoodRuns: number;
  /** Good releases with five metrics. */
  readonly falseRequestsPerSecond: readonly number[];
  readonly falseRuns: number;
  /** Under the default plan, at 0.1%. */
  readonly usualRequestsPerSecond: readonly number[];
  /** The default plan, early advance and the guarded ramp: with one metric, and with five, which take longer. */
  readonly climbBaseRates: readonly (number | 'five')[];
  readonly climbRequestsPerSecond: readonly number[];
  readonly climbRisks: readonly number[];
  /** A verdict on one metric takes a few milliseconds, so that one on five has a third as many. */
  readonly climbRuns: number;
  readonly boundRuns: number;
};

const FULL: Size = {
  baseRates: [0.0001, 0.001, 0.01],
  requestsPerSecond: [1, 10, 100, 1000, 10_000],
  powerRuns: 300,
  goodRuns: 700,
  scenarioRuns: 200,
  scenarioGoodRuns: 400,
  falseRequestsPerSecond: [10, 100, 1000, 10_000],
  falseRuns: 300,
  usualRequestsPerSecond: [10, 100, 1000],
  climbBaseRates: [0.0001, 0.001, 0.01, 'five'],
  climbRequestsPerSecond: [1, 10, 100, 1000, 10_000],
  climbRisks: [1, 1.5, 2, 5, 20, Number.POSITIVE_INFINITY],
  climbRuns: 30,
  boundRuns: 150,
};

const SMALL: Size = {
  baseRates: [0.001],
  requestsPerSecond: [10, 1000],
  powerRuns: 15,
  goodRuns: 100,
  scenarioRuns: 5,
  scenarioGoodRuns: 20,
  falseRequestsPerSecond: [100],
  falseRuns: 10,
  usualRequestsPerSecond: [100],
  climbBaseRates: [0.001],
  climbRequestsPerSecond: [100],
  climbRisks: [1, 5],
  climbRuns: 2,
  boundRuns: 3,
};

/** The costly cells first, so that no worker is left with one of them at the end. */
function grid(size: Size): readonly Cell[] {
  const every = scenarios.map((_, scenario) => scenario);
  const { powerRuns: runs, goodRuns, falseRuns, boundRuns } = size;
  return [
    ...size.baseRates.flatMap((baseRate) =>
      size.requestsPerSecond.map(
        (requestsPerSecond): Cell => ({
          kind: 'power',
          plan: 'compared',
          scenario: 0,
          baseRate,
          requestsPerSecond,
          runs,
          goodRuns,
        }),
      ),
    ),
    ...size.usualRequestsPerSecond.map(
      (requestsPerSecond): Cell => ({
        kind: 'power',
        plan: 'usual',
        scenario: 0,
        baseRate: 0.001,
        requestsPerSecond,
        runs: size.scenarioRuns,
        goodRuns: size.scenarioGoodRuns,
      }),
    ),
    ...every.slice(1).map(
      (scenario): Cell => ({
        kind: 'power',
        plan: 'compared',
        scenario,
        baseRate: 0.001,
        requestsPerSecond: 100,
        runs: size.scenarioRuns,
        goodRuns: size.scenarioGoodRuns,
      }),
    ),
    ...size.climbRisks.flatMap((relativeRisk) =>
      size.climbBaseRates.flatMap((baseRate) =>
        size.climbRequestsPerSecond.map(
          (requestsPerSecond): Cell => ({
            kind: 'climb',
            baseRate,
            requestsPerSecond,
            relativeRisk,
            runs: climbRunsFor(size.climbRuns, { baseRate, requestsPerSecond, relativeRisk }),
          }),
        ),
      ),
    ),
    ...every.flatMap((scenario) =>
      size.falseRequestsPerSecond.map(
        (requestsPerSecond): Cell => ({ kind: 'false', scenario, requestsPerSecond, runs: falseRuns }),
      ),
    ),
    ...every.map((scenario): Cell => ({ kind: 'bound', scenario, relativeRisk: 1, runs: boundRuns })),
    ...[2, 5].flatMap((relativeRisk) =>
      every
        .filter((scenario) => HARMED.includes(scenarios[scenario]?.name ?? ''))
        .map((scenario): Cell => ({ kind: 'bound', scenario, relativeRisk, runs: boundRuns })),
    ),
  ];
}

type Climbing = Pick<Cell & { kind: 'climb' }, 'baseRate' | 'requestsPerSecond' | 'relativeRisk'>;

/** Many where rollouts are short, since a slight harm that is let through now and then decides the mean. */
function climbRunsFor(runs: number, { baseRate, requestsPerSecond, relativeRisk }: Climbing): number {
  if (baseRate === 'five') return Math.ceil(runs / 3);
  const foundSoon = (relativeRisk - 1) ** 2 * baseRate * requestsPerSecond;
  return relativeRisk === 1 || foundSoon < 0.1 ? runs : 10 * runs;
}

/** Where the bound is tried with harm as well: its truth is plain while both slots change alike. */
const HARMED = ['steady', 'incident', 'shared drift', 'day curve', 'clusters', 'bursts', 'dns'];
