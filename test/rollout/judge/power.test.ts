import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../rehearsal/random.ts';
import { type Bucket, judge, type PowerInput, power, settingsOf } from '../../../rollout/judge/index.ts';

const metric = { name: 'errors', direction: 'lower-is-better', unit: 'request' } as const;
const plan: PowerInput = {
  metric,
  metrics: 1,
  falseRollbackRate: 0.01,
  requestsPerMinute: 6000,
  baseRate: 0.001,
  steps: [5, 25, 50].map((weightPercent) => ({ weightPercent, minutes: 30 })),
};

describe('power', () => {
  it('says what a plan finds, when, and what it cannot find', () => {
    const { risks, slightest } = power(plan);
    expect(
      risks.map(({ relativeRisk, found }) => [relativeRisk, found?.minutes ?? null]),
    ).toMatchInlineSnapshot(`
[
  [
    1.5,
    null,
  ],
  [
    2,
    66,
  ],
  [
    5,
    14,
  ],
  [
    20,
    3,
  ],
  [
    1000,
    2,
  ],
]
`);
    expect(slightest?.relativeRisk).toBeGreaterThan(1.3);
    expect(slightest?.relativeRisk).toBeLessThan(2.2);
    expect(power({ ...plan, requestsPerMinute: 0.2 }).slightest).toBeNull();
  });

  // Computed apart from this code: a sum over all that may happen in each minute, added up minute by minute.
  const byClient = { metric: { ...metric, unit: 'client' } } as const;
  const falls = { metric: { ...metric, direction: 'higher-is-better' }, baseRate: 0.03 } as const;
  const stepsOf = (...steps: readonly (readonly [weightPercent: number, minutes: number])[]) => ({
    steps: steps.map(([weightPercent, minutes]) => ({ weightPercent, minutes })),
  });
  it.each<[string, number, Partial<PowerInput>, number | null, number | null]>([
    ['twice', 2, {}, 66, 72_000],
    ['little traffic, x5', 5, { requestsPerMinute: 333 }, 85, 7160],
    ['little traffic, x20', 20, { requestsPerMinute: 333 }, 29, 483],
    ['little traffic, all bad', 1000, { requestsPerMinute: 333 }, 2, 33],
    ['one of five metrics', 20, { requestsPerMinute: 3000, metrics: 5 }, 4, 600],
    ['with less care', 5, { requestsPerMinute: 3000, falseRollbackRate: 0.05 }, 23, 3450],
    ['by client, x2.5', 2.5, { ...byClient, baseRate: 0.002 }, 72, 90_000],
    ['by client, x2.5, one of three metrics', 2.5, { ...byClient, baseRate: 0.002, metrics: 3 }, 73, 93_000],
    ['by client, x5', 5, { ...byClient, requestsPerMinute: 3000 }, 59, 26_250],
    ['by client, x9', 9, { ...byClient, requestsPerMinute: 3000 }, 39, 11_250],
    ['by client, x12', 12, { ...byClient, requestsPerMinute: 3000 }, 33, 6750],
    ['by client, x20', 20, { ...byClient, requestsPerMinute: 3000 }, 21, 3150],
    ['by client, all bad', 1000, { ...byClient, requestsPerMinute: 100, ...stepsOf([50, 20]) }, 3, 150],
    ['a fall to 80%', 0.8, { ...falls, requestsPerMinute: 600 }, null, null],
    ['a fall to a half', 0.5, { ...falls, requestsPerMinute: 600 }, 49, 3750],
    ['a fall to nothing', 0, { ...falls, requestsPerMinute: 600 }, 9, 270],
    ['a fall to nothing of little', 0, { ...falls, requestsPerMinute: 60 }, 47, 345],
    ['without a warm-up', 5, { metric: { ...metric, warmUpMinutes: 0 }, requestsPerMinute: 3000 }, 28, 4200],
    ['with a long one', 5, { metric: { ...metric, warmUpMinutes: 2.5 }, requestsPerMinute: 3000 }, 27, 4050],
    [
      'with a long one, x20',
      20,
      { metric: { ...metric, warmUpMinutes: 2.5 }, requestsPerMinute: 3000 },
      6,
      900,
    ],
    ['in a later step', 20, { requestsPerMinute: 300, ...stepsOf([1, 10], [10, 10], [50, 10]) }, 25, 1080],
    ['after a step of warm-up alone', 20, { requestsPerMinute: 2000, ...stepsOf([5, 1], [50, 9]) }, 4, 3100],
    ['all bad, in next to no traffic', 1000, { requestsPerMinute: 60, ...stepsOf([50, 9]) }, 2, 60],
    ['within no time', 1000, stepsOf(), null, null],
  ])('finds %s', (_, relativeRisk, change, minutes, canaryRequests) => {
    const { risks } = power({ ...plan, relativeRisks: [relativeRisk], ...change });
    const found = minutes === null ? null : { minutes, canaryRequests };
    expect(risks).toEqual([{ relativeRisk, found }]);
  });

  it.each<[string, Partial<PowerInput>, readonly number[]]>([
    ['rises', {}, [1.5, 2, 5, 20, 1000]],
    ['rises as far as there are requests', { baseRate: 0.2 }, [1.5, 2, 5, 5]],
    ['falls', falls, [0.95, 0.9, 0.8, 0.5, 0]],
    ['what is asked for', { relativeRisks: [3, 999, 1001] }, [3, 999]],
  ])('is told of %s', (_, change, risks) => {
    expect(power({ ...plan, ...change }).risks.map(({ relativeRisk }) => relativeRisk)).toEqual(risks);
  });

  it.each<[string, Partial<PowerInput>, number]>([
    ['rise', {}, 0.99],
    ['fall', { ...falls, requestsPerMinute: 600 }, 1.01],
  ])('tells the slightest %s that is found', (_, change, slighter) => {
    const { slightest } = power({ ...plan, ...change });
    const relativeRisk = slightest?.relativeRisk ?? Number.NaN;
    const asked = [relativeRisk, slighter * relativeRisk];
    const { risks } = power({ ...plan, ...change, relativeRisks: asked });
    expect(risks[0]).toEqual(slightest);
    expect(risks[0]?.found).not.toBeNull();
    expect(risks[1]?.found).toBeNull();
  });

  it('more traffic and more harm are found no later', () => {
    const relativeRisks = [1.5, 2, 3, 4, 5, 10, 20, 40];
    const minutes = [60, 600, 6000, 60_000, 600_000].map((requestsPerMinute) =>
      power({ ...plan, requestsPerMinute, relativeRisks }).risks.map(({ found }) => found?.minutes ?? 999),
    );
    minutes.forEach((row, i) => {
      expect(row).toEqual(row.toSorted((a, b) => b - a));
      row.forEach((found, j) => {
        expect(found).toBeLessThanOrEqual(minutes[i - 1]?.[j] ?? 999);
      });
    });
  });

  it('is told for falls too', () => {
    const conversion = { ...metric, direction: 'higher-is-better' } as const;
    const { risks, slightest } = power({ ...plan, metric: conversion, baseRate: 0.03 });
    expect(risks.at(-1)?.found).not.toBeNull();
    expect(slightest?.relativeRisk).toBeLessThan(1);
  });
});

describe('what a plan is said to find', () => {
  it.each([
    ['request', 1, 6000, 0.001, 5],
    ['request', 1, 6000, 0.001, 20],
    ['request', 1, 60_000, 0.001, 2],
    ['request', 1, 60_000, 0.001, 1.5],
    ['request', 1, 600, 0.001, 20],
    ['request', 5, 6000, 0.001, 5],
    ['client', 1, 60_000, 0.001, 2],
    ['client', 1, 6000, 0.01, 2],
    ['client', 1, 6000, 0.001, 20],
  ] as const)(
    'simulated rollouts find: by %s, %i metrics, %i a minute, %d, x%d',
    (unit, metrics, requestsPerMinute, baseRate, relativeRisk) => {
      const watched = { ...metric, unit };
      const asked = {
        ...plan,
        ...{ metric: watched, metrics, requestsPerMinute, baseRate, relativeRisks: [relativeRisk] },
      };
      const stated = power(asked).risks[0]?.found?.minutes ?? Number.NaN;
      // A minute is the least that time moves by.
      const slack = Math.floor(Math.max(1, 0.07 * stated));
      const looks = [stated - slack - 1, stated - 1, stated, stated + slack];
      const [tooEarly = 1, before = 1, then = 0, late = 0] = shareFound(asked, relativeRisk, looks);
      // Two and a half standard errors of 200 runs.
      expect(then).toBeGreaterThan(0.845);
      expect(before).toBeLessThan(0.95);
      expect(tooEarly).toBeLessThanOrEqual(0.9);
      expect(late).toBeGreaterThan(0.9);
    },
  );
});

const RUNS = 200;

/** The part of simulated rollouts with this harm that the judge has failed by each of the minutes, which are in order. */
function shareFound(asked: PowerInput, relativeRisk: number, minutes: readonly number[]): readonly number[] {
  const { metric: watched, metrics, requestsPerMinute, baseRate, steps } = asked;
  const random = seededRandom(`power ${metrics} ${requestsPerMinute} ${relativeRisk}`);
  const weights = steps.map(({ weightPercent }, i) => ({ minute: 30 * i, percent: weightPercent }));
  const weightAt = (minute: number): number =>
    weights.findLast((weight) => weight.minute <= minute)?.percent ?? 0;
  const others = Array.from({ length: metrics - 1 }, (_, i) => ({
    ...watched,
    name: `well ${i}`,
    lagMinutes: 0,
  }));
  const judged = { metrics: [{ ...watched, lagMinutes: 0 }, ...others] };
  // Clients bring their bad requests in clusters, as large as is assumed.
  const { phi } = settingsOf(watched).dispersion;
  const drawn = (mean: number): number => phi * random.poisson(mean / phi);
  const [earliest = 0] = minutes;
  const latest = minutes.at(-1) ?? 0;
  const drawnMinutes = Math.floor(Math.min(90, 1.3 * latest + 2));
  const once = (): number => {
    const buckets = Array.from({ length: drawnMinutes }, (_, minute): Bucket => {
      const canary = (requestsPerMinute * weightAt(minute)) / 100;
      const stable = requestsPerMinute - canary;
      return {
        minute,
        stable: { total: stable, bad: drawn(stable * baseRate) },
        canary: { total: canary, bad: Math.min(canary, drawn(canary * baseRate * relativeRisk)) },
      };
    });
    const fails = (nowMinute: number): boolean => {
      const step = { number: 1, weightPercent: weightAt(nowMinute - 1), enteredMinute: 0, bakeMinutes: 99 };
      const observations = [{ name: 'errors', status: 'ok' as const, buckets }];
      return judge({ plan: judged, step, weights, nowMinute, observations }).verdict === 'fail';
    };
    // Evidence of harm that is there hardly ever falls, so halving finds the first minute that has enough.
    let [before, first] = [0, latest + 1];
    while (first - before > 1 && first > earliest) {
      const middle = (before + first) >> 1;
      if (fails(middle)) first = middle;
      else before = middle;
    }
    return first;
  };
  const found = Array.from({ length: RUNS }, once);
  return minutes.map((minute) => found.filter((first) => first <= minute).length / RUNS);
}
