import { describe, expect, it } from '@jest/globals';
import { classify, type KayentaOptions, kayenta, score } from '../../../../bench/judge/methods/kayenta.ts';
import { failsAt, times } from '../minutes.ts';

const options: KayentaOptions = {
  intervalMinutes: 10,
  critical: 2.326,
  direction: 'either',
  marginal: 75,
  pass: 95,
};

describe('Kayenta', () => {
  it('calls five against five High when they are apart: (25 - 12.5 - 0.5) / 4.79 is 2.51', () => {
    expect(classify([11, 12, 13, 14, 15], [1, 2, 3, 4, 5], options)).toBe('High');
    expect(classify([1, 2, 3, 4, 5], [11, 12, 13, 14, 15], options)).toBe('Low');
    expect(classify([1, 2, 3, 4, 5], [11, 12, 13, 14, 15], { ...options, direction: 'increase' })).toBe(
      'Pass',
    );
  });

  it('passes what overlaps: U is 20.5 of 25, (20.5 - 12.5 - 0.5) / 4.7 is 1.6', () => {
    expect(classify([3, 4, 5, 6, 7], [1, 2, 3, 4, 5], options)).toBe('Pass');
  });

  it('falls for few values: three against three can reach 1.75 only, so the end of the range counts', () => {
    expect(classify([11, 12, 13], [1, 2, 3], options)).toBe('High');
  });

  it('wants the interval beyond a quarter of the estimate', () => {
    // 12 against 12 and an estimate of 12. Shifted by 3, U is 139.5 of 144: 67 / 17.31 is 3.87 deviations; by 1, 4.1.
    const canary = Array.from({ length: 12 }, (_, i) => 12 + i);
    const control = Array.from({ length: 12 }, (_, i) => i);
    expect(classify(canary, control, options)).toBe('High');
    expect(classify(canary, control, { ...options, critical: 4 })).toBe('Pass');
  });

  it('does not see sparse errors', () => {
    expect(classify([0, 1, 2, 1, 0, 0], [0, 0, 0, 0, 0, 0], options)).toBe('Pass');
  });

  it('separates two constants, and passes equal ones', () => {
    expect(classify([2, 2, 2], [1, 1, 1], options)).toBe('High');
    expect(classify([1, 1], [1, 1], options)).toBe('Pass');
  });

  it('scores the share that passed, and nothing when half have no data', () => {
    expect(score(['Pass', 'Pass', 'Pass', 'Pass', 'High'])).toBe(80);
    expect(score(['Pass', 'Pass', 'Nodata'])).toBe(100);
    expect(score(['Pass', 'Nodata'])).toBe(0);
  });

  it('judges at each interval over all minutes so far', () => {
    const minutes = times(60, { canary: [100, 5], stable: [100, 1] }).map((minute, i) => ({
      ...minute,
      canary: [100, i % 3 === 0 ? 4 : 5] as const,
    }));
    expect(failsAt(kayenta(1, options), minutes)).toBe(9);
  });
});
