import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../rehearsal/random.ts';
import { type Bucket, judge, type PowerInput, power } from '../../../rollout/judge/index.ts';

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
    65,
  ],
  [
    5,
    13,
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
    [6000, 0.001, 5],
    [6000, 0.001, 20],
    [600, 0.01, 3],
    [60_000, 0.001, 2],
  ])('holds in simulated rollouts: %i a minute, %d, x%i', (requestsPerMinute, baseRate, relativeRisk) => {
    const [said] = power({ ...plan, requestsPerMinute, baseRate, relativeRisks: [relativeRisk] }).risks;
    const minutes = said?.found?.minutes ?? 0;
    const random = seededRandom(`power ${requestsPerMinute} ${relativeRisk}`);
    const weightAt = (minute: number): number => [5, 25, 50][Math.floor(minute / 30)] ?? 50;
    const weights = [0, 30, 60].map((minute) => ({ minute, percent: weightAt(minute) }));
    const isFound = (): boolean => {
      const buckets = Array.from({ length: minutes }, (_, minute): Bucket => {
        const canary = (requestsPerMinute * weightAt(minute)) / 100;
        const stable = requestsPerMinute - canary;
        return {
          minute,
          stable: { total: stable, bad: random.poisson(stable * baseRate) },
          canary: { total: canary, bad: Math.min(canary, random.poisson(canary * baseRate * relativeRisk)) },
        };
      });
      // Found at any look, not only the last.
      return [0.6, 0.7, 0.8, 0.9, 1].some((part) => {
        const nowMinute = Math.round(part * minutes);
        const step = { number: 1, weightPercent: weightAt(nowMinute - 1), enteredMinute: 0, bakeMinutes: 99 };
        const observations = [{ name: 'errors', status: 'ok' as const, buckets }];
        const metrics = [{ ...metric, lagMinutes: 0 }];
        return judge({ plan: { metrics }, step, weights, nowMinute, observations }).verdict === 'fail';
      });
    };
    const found = Array.from({ length: 200 }, isFound).filter(Boolean).length / 200;
    // Three standard errors of 200 runs below 90%; never far too careful.
    expect(found).toBeGreaterThan(0.84);
    expect(power({ ...plan, requestsPerMinute, baseRate, relativeRisks: [relativeRisk] }).risks[0]).toEqual(
      said,
    );
  });

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
