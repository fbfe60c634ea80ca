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
    'is what simulated rollouts find: by %s, %i metrics, %i a minute, %d, x%d',
    (unit, metrics, requestsPerMinute, baseRate, relativeRisk) => {
      const watched = { ...metric, unit };
      const asked = {
        ...plan,
        ...{ metric: watched, metrics, requestsPerMinute, baseRate, relativeRisks: [relativeRisk] },
      };
      const stated = power(asked).risks[0]?.found?.minutes ?? Number.NaN;
      const found = findingMinutes(asked, relativeRisk, 1.4 * stated + 2);
      // Two and a half standard errors of 200 runs, and a minute is the least that time moves by.
      const foundBy = (minutes: number): number => found.filter((minute) => minute <= minutes).length / RUNS;
      expect(foundBy(stated)).toBeGreaterThan(0.845);
      expect(foundBy(stated - 1)).toBeLessThan(0.95);
      const ninth = found[Math.floor(0.9 * RUNS)] ?? Number.NaN;
      expect(Math.abs(ninth - stated)).toBeLessThanOrEqual(Math.max(1, 0.07 * stated));
    },
  );

  it('more traffic and more harm are found no later', () => {
    const minutes = (requestsPerMinute: number, risk: number): number =>
      power({ ...plan, requestsPerMinute, relativeRisks: [risk] }).risks[0]?.found?.minutes ?? 999;
    for (const requests of [60, 600, 6000, 60_000]) {
      for (const risk of [1.5, 2, 5, 20]) {
        expect(minutes(10 * requests, risk)).toBeLessThanOrEqual(minutes(requests, risk));
        expect(minutes(requests, 2 * risk)).toBeLessThanOrEqual(minutes(requests, risk));
      }
    }
  });

  it('is told for falls too', () => {
    const conversion = { ...metric, direction: 'higher-is-better' } as const;
    const { risks, slightest } = power({ ...plan, metric: conversion, baseRate: 0.03 });
    expect(risks.at(-1)?.found).not.toBeNull();
    expect(slightest?.relativeRisk).toBeLessThan(1);
  });
});

const RUNS = 200;

/** Minutes until the judge fails simulated rollouts with this harm, in order; beyond `most` they are cut off. */
function findingMinutes(asked: PowerInput, relativeRisk: number, most: number): readonly number[] {
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
  const limit = Math.floor(Math.min(90, most));
  const once = (): number => {
    const buckets = Array.from({ length: limit }, (_, minute): Bucket => {
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
    let [before, first] = [0, limit + 1];
    while (first - before > 1) {
      const middle = (before + first) >> 1;
      if (fails(middle)) first = middle;
      else before = middle;
    }
    return first;
  };
  return Array.from({ length: RUNS }, once).toSorted((a, b) => a - b);
}
