import { describe, expect, it } from '@jest/globals';
import { bettingEveryMinute } from '../../../../bench/judge/methods/betting.ts';
import { growthBook, halfWidth } from '../../../../bench/judge/methods/growthbook.ts';
import { oracle } from '../../../../bench/judge/methods/oracle.ts';
import { lnMixture, statsig } from '../../../../bench/judge/methods/statsig.ts';
import { zEveryMinute, zEveryStep, zScore } from '../../../../bench/judge/methods/z-test.ts';
import { failsAt, times } from '../minutes.ts';

describe('GrowthBook', () => {
  it('has the published half-width', () => {
    // alpha 5%: rho = sqrt((4.60517 + ln 5.60517) / 5000) = 0.0355777; 7.32886 = 5000 rho^2 + 1.
    expect(halfWidth(1e-4, 5000, 0.05)).toBeCloseTo(0.0276394, 6);
  });

  it('fails as soon as the interval excludes 0', () => {
    const minute = { canary: [1000, 60], stable: [1000, 20] } as const;
    // Difference 0.04; half-widths by hand 0.0371 (n = 2000).
    expect(failsAt(growthBook(1, 0.05), [minute])).toBe(0);
    expect(failsAt(growthBook(1, 0.05), [{ canary: [1000, 40], stable: [1000, 20] }])).toBe(-1);
  });
});

describe('Statsig', () => {
  it('has the published mixture', () => {
    expect(lnMixture(0.04, 1e-4, 1e-4)).toBeCloseTo(0.5 * Math.log(0.5) + 4, 12);
  });

  it('fails on a canary that is worse, not on one that is better', () => {
    expect(failsAt(statsig(1, 0.05), times(5, { canary: [1000, 60], stable: [1000, 20] }))).toBe(0);
    expect(failsAt(statsig(1, 0.05), times(5, { canary: [1000, 20], stable: [1000, 60] }))).toBe(-1);
  });
});

describe('betting', () => {
  it('reaches the capital of the formula', () => {
    // 100 of 200 requests, all bad ones on the canary: fair = 1.25/2.25 = 5/9; each stake f multiplies by 1 + 0.8 f.
    const all = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9].map((f) => (1 + 0.8 * f) ** 9);
    const capital = all.reduce((sum, value) => sum + value, 0) / 8;
    const minutes = times(10, { canary: [100, 5], stable: [100, 0] });
    expect(failsAt(bettingEveryMinute(1, 1.001 / capital), minutes)).toBe(9);
    expect(failsAt(bettingEveryMinute(1, 0.999 / capital), minutes)).toBe(-1);
  });

  it('does not mind a canary that is better', () => {
    expect(failsAt(bettingEveryMinute(1, 0.5), times(20, { canary: [100, 0], stable: [100, 5] }))).toBe(-1);
  });
});

describe('z-test', () => {
  const totals = { stable: 100, canary: 100, stableBad: Float64Array.of(1), canaryBad: Float64Array.of(10) };

  it('pools both rates', () => {
    expect(zScore(totals, 0)).toBeCloseTo(0.09 / Math.sqrt(0.055 * 0.945 * 0.02), 12);
  });

  it('looks at every minute, or at the end of a step', () => {
    const minutes = times(4, { canary: [100, 10], stable: [100, 1] });
    expect(failsAt(zEveryMinute(1, 2.326), minutes)).toBe(0);
    expect(failsAt(zEveryStep(1, 2.326), [...minutes, { canary: [1, 0], isNewStep: true }])).toBe(3);
  });
});

describe('oracle', () => {
  it('adds ln 10 for a bad and ln(0.99 / 0.999) for a good request', () => {
    const harm = { relativeRisk: 10, onsetMinute: 1 };
    const perMinute = 3 * Math.log(10) + 97 * Math.log(0.99 / 0.999);
    expect(perMinute).toBeCloseTo(6.0299, 3);
    const minutes = times(4, { canary: [100, 3] });
    expect(failsAt(oracle(0.001, harm, Math.exp(-6)), minutes)).toBe(1);
    expect(failsAt(oracle(0.001, harm, Math.exp(-7)), minutes)).toBe(2);
  });
});
