import { describe, expect, it } from '@jest/globals';
import { mannWhitneyP, normalBelow, rankSum } from '../../../../bench/judge/methods/mann-whitney.ts';

describe('Mann-Whitney', () => {
  it('counts pairs, ties as half', () => {
    // 2 > 1, 2 = 2; 3 > 1, 3 > 2.
    expect(rankSum([2, 3], [1, 2]).u).toBe(3.5);
    expect(rankSum([2, 3], [1, 2], 1).u).toBe(2);
  });

  it('knows the deviation of U, smaller with ties', () => {
    expect(rankSum([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]).deviation).toBeCloseTo(Math.sqrt((25 / 12) * 11), 12);
    // One group of 3 and one of 2: 24 + 6 = 30 of 5 * 4.
    expect(rankSum([1, 1, 2], [1, 2]).deviation).toBeCloseTo(Math.sqrt((6 / 12) * (6 - 30 / 20)), 12);
  });

  it('is exact for few values: 2 of 252 ways separate five from five', () => {
    expect(mannWhitneyP([6, 7, 8, 9, 10], [1, 2, 3, 4, 5])).toBeCloseTo(2 / 252, 12);
  });

  it('is exact given the ties: 2 of 20 ways have so small a U', () => {
    expect(mannWhitneyP([1, 1, 2], [2, 3, 3])).toBeCloseTo(2 * (2 / 20), 12);
  });

  it('finds nothing in equal values, nor in the middle', () => {
    expect(mannWhitneyP([0, 0, 0], [0, 0, 0])).toBe(1);
    expect(mannWhitneyP([1, 4], [2, 3])).toBe(1);
  });

  it('is normal with corrections for many values with ties', () => {
    const a = Array.from({ length: 10 }, (_, i) => 5 + Math.floor(i / 2));
    const b = Array.from({ length: 10 }, (_, i) => Math.floor(i / 2));
    // U = 0 of 100; ten pairs of equal values: 60 of 20 * 19.
    const z = (-50 + 0.5) / Math.sqrt((100 / 12) * (21 - 60 / 380));
    expect(mannWhitneyP(a, b)).toBeCloseTo(2 * normalBelow(z), 12);
  });

  it('knows the normal distribution', () => {
    expect(normalBelow(-1.959963985)).toBeCloseTo(0.025, 6);
    expect(normalBelow(2.326347874)).toBeCloseTo(0.99, 6);
  });
});
