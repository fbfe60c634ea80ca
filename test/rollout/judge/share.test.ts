import { describe, expect, it } from '@jest/globals';
import { wrongShare } from '../../../rollout/judge/share.ts';
import { paired, type Row, repeat } from './minutes.ts';

const shareOf = (rows: readonly Row[], weightPercent: number, phi = 1): number | null =>
  wrongShare(paired(rows), weightPercent, phi);

describe('a share that contradicts the weight', () => {
  it.each<[string, Row, number, number | null]>([
    ['as wanted', [950, 0, 50, 0], 5, null],
    ['three times as much, just', [6250, 0, 3750, 0], 12.5, null],
    ['more than three times as much', [6249, 0, 3751, 0], 12.5, 0.3751],
    ['a third, just', [8750, 0, 1250, 0], 37.5, null],
    ['less than a third', [8751, 0, 1249, 0], 37.5, 0.1249],
    ['stable has a third of its part, just', [1250, 0, 8750, 0], 62.5, null],
    ['stable has less than a third of its part', [1249, 0, 8751, 0], 62.5, 0.8751],
    ['stable has next to nothing at 50%', [1, 0, 999, 0], 50, 0.999],
    ['stable keeps traffic at 100%', [700, 0, 300, 0], 100, 0.3],
    ['stable keeps two thirds at 100%, just', [600, 0, 300, 0], 100, null],
    ['all of it at 100%', [0, 0, 1000, 0], 100, null],
    ['all of it at 50%', [0, 0, 1000, 0], 50, 1],
    ['a silent canary is for another rule', [1000, 0, 0, 0], 50, null],
    ['no requests at all', [0, 0, 0, 0], 50, null],
    ['one request', [0, 0, 1, 0], 5, null],
    ['only one request where thousands are wanted', [9999, 0, 1, 0], 50, 0.0001],
  ])('%s', (_, row, weightPercent, expected) => {
    expect(shareOf([row], weightPercent)).toBe(expected);
  });

  // At 50%, 100 requests have a variance of 25, and one more: 5 deviations are the root of 650, or 25.495.
  // At 10%, 90 requests have one of 8.1, and one more: 5 deviations are the root of 227.5, or 15.08.
  it.each<[string, Row, number, number, number | null]>([
    ['15 of 90 more than wanted', [66, 0, 24, 0], 10, 1, null],
    ['17 of 90 more than wanted is not three times', [64, 0, 26, 0], 10, 1, null],
    ['20 of 90 more than wanted', [61, 0, 29, 0], 10, 1, 29 / 90],
    ['the same where clients bring many requests each', [61, 0, 29, 0], 10, 1.75, 29 / 90],
    ['not where they bring still more', [61, 0, 29, 0], 10, 1.76, null],
    // 9 requests of 9 at 4%: 0.3456 and 1; 8.64 are 7.4 deviations. 2 of 2: 0.0768 and 1; 1.92 are 1.9.
    ['9 of 9', [0, 0, 9, 0], 4, 1, 1],
    ['2 of 2', [0, 0, 2, 0], 4, 1, null],
    // 25 of 100 at 0%: 25 / sqrt(25) = 5 with a phi of 25.
    ['just five deviations', [75, 0, 25, 0], 0, 25, 0.25],
    ['just fewer', [75, 0, 25, 0], 0, 25.01, null],
  ])('beyond five deviations: %s', (_, row, weightPercent, phi, expected) => {
    expect(shareOf([row], weightPercent, phi)).toBe(expected);
  });

  it('is that of the newest five minutes', () => {
    const wrong = repeat(60, [500, 0, 500, 0]);
    expect(shareOf([...wrong, ...repeat(5, [950, 0, 50, 0])], 5)).toBe(null);
    // (500 + 4 x 50) of 5,000 is not three times as much, (2 x 500 + 3 x 50) is.
    expect(shareOf([...wrong, ...repeat(4, [950, 0, 50, 0])], 5)).toBe(null);
    expect(shareOf([...wrong, ...repeat(3, [950, 0, 50, 0])], 5)).toBe(0.23);
    expect(shareOf([], 5)).toBe(null);
  });
});
