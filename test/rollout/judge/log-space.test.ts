import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lnAdd, lnMean } from '../../../rollout/judge/log-space.ts';

const NOTHING = Number.NEGATIVE_INFINITY;

describe('the logarithm of a sum', () => {
  it.each([
    ['two and three', Math.log(2), Math.log(3), Math.log(5)],
    ['three and two', Math.log(3), Math.log(2), Math.log(5)],
    ['two alike', 7, 7, 7 + Math.LN2],
    ['beyond what a number holds', 2000, 2000, 2000 + Math.LN2],
    ['below what a number holds', -2000, -2000, -2000 + Math.LN2],
    ['nothing and something', NOTHING, -3, -3],
    ['something and nothing', -3, NOTHING, -3],
    ['nothing at all', NOTHING, NOTHING, NOTHING],
  ])('%s', (_, a, b, sum) => {
    expect(lnAdd(a, b)).toBeCloseTo(sum, 12);
    expect(lnAdd(b, a)).toBe(lnAdd(a, b));
  });

  it('is that of plain numbers', () => {
    const positive = fc.double({ min: 1e-100, max: 1e100, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        expect(lnAdd(Math.log(a), Math.log(b))).toBeCloseTo(Math.log(a + b), 9);
      }),
    );
  });
});

describe('the logarithm of a mean', () => {
  it.each([
    ['1, 2 and 6', [0, Math.log(2), Math.log(6)], Math.log(3)],
    ['one value', [4], 4],
    ['nothing is a value too', [NOTHING, Math.log(8)], Math.log(4)],
    ['nothing alone', [NOTHING, NOTHING], NOTHING],
    ['beyond what a number holds', [2000, 2000 + Math.log(3)], 2000 + Math.LN2],
    ['below what a number holds', [-2000, -2000 + Math.log(3)], -2000 + Math.LN2],
    ['no values', [], NOTHING],
  ])('%s', (_, values, mean) => {
    expect(lnMean(values)).toBeCloseTo(mean, 12);
    expect(lnMean(Float64Array.from(values.toReversed()))).toBeCloseTo(mean, 12);
  });
});
