import { describe, expect, it } from '@jest/globals';
import { smallest } from '../../../rollout/judge/smallest.ts';

describe('the smallest value from which on something holds', () => {
  it.each([
    ['within', 0.3, 0, 1],
    ['below zero', -0.7, -1, 1],
    ['at the end', 1, 0, 1],
    ['next to nothing', 1e-12, 0, 1],
  ])('is found %s', (_, truth, from, to) => {
    expect(smallest((value) => value >= truth, from, to)).toBeCloseTo(truth, 14);
  });

  it('is the end if it never holds, and the start if it always does', () => {
    expect(smallest(() => false, -1, 1)).toBe(1);
    expect(smallest(() => true, -1, 1)).toBeCloseTo(-1, 14);
  });

  it('is not asked for more often than doubles can tell', () => {
    let asked = 0;
    smallest(() => ++asked < 0, 0, 1);
    expect(asked).toBeLessThanOrEqual(51);
  });
});
