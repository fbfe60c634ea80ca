import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lnPoisson, lnTotal, rateBefore, referenceRate } from '../../../rollout/judge/reference-rate.ts';
import { counts, type Pair } from './a-rollout.ts';

describe('the rate that 100% canary is compared with', () => {
  it.each<[string, Pair, number | null, number | null]>([
    ['twice or half of what was recorded', [999, 9], 0.02, 4 / 999],
    ['a recorded zero', [999, 0], 0.002, 0],
    ['one event', [999, 1], 0.004, 0],
    ['all, and never more than all', [999, 999], 1, 499 / 999],
    ['half, and never more than all', [99, 49], 1, 24 / 99],
    ['one request', [1, 0], 1, 0],
    ['nothing', [0, 0], null, null],
  ])('%s', (_, recorded, most, least) => {
    expect(referenceRate(counts(recorded), 'lower-is-better')).toBe(most);
    expect(referenceRate(counts(recorded), 'higher-is-better')).toBe(least);
  });

  it.each<[string, Pair, number | null]>([
    ['the rate before, and one event more', [999, 9], 0.01],
    ['a recorded zero', [999, 0], 0.001],
    ['one request', [1, 0], 0.5],
    ['more events than requests: all', [9, 12], 1],
    ['nothing', [0, 0], null],
  ])('both slots: %s', (_, recorded, rate) => {
    expect(rateBefore(counts(recorded))).toBe(rate);
  });
});

/** e^-mean mean^k / k!, the chance of so many events. */
function chance(events: number, mean: number): number {
  let value = Math.exp(-mean);
  for (let i = 1; i <= events; i++) value *= mean / i;
  return value;
}

describe('the evidence of a minute against a rate', () => {
  it('is how many times more likely the events are at r times the rate', () => {
    fc.assert(
      fc.property(
        fc.nat(12),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom(0.3, 1.5, 6),
        (bad, total, r) => {
          const expected = Math.log(chance(bad, 0.01 * total * r) / chance(bad, 0.01 * total));
          expect(lnPoisson({ total, bad }, 0.01, r)).toBeCloseTo(expected, 9);
        },
      ),
    );
  });

  it.each<[string, Pair, Pair, number, number]>([
    // 1000 requests at 1%: ten events are expected, and 11 if a tenth of them is twice as bad.
    ['a canary of a tenth, twice as bad', [900, 8], [100, 4], 2, 12 * Math.log(1.1) - 1],
    ['a canary of a quarter, five times as bad', [750, 3], [250, 2], 5, 5 * Math.log(2) - 10],
    ['all of it canary', [0, 0], [1000, 7], 3, 7 * Math.log(3) - 20],
    ['no canary', [1000, 7], [0, 0], 3, 0],
    ['no requests', [0, 0], [0, 0], 3, 0],
    ['one request', [0, 0], [1, 1], 3, Math.log(3) - 0.02],
  ])('both slots: %s', (_, stable, canary, r, expected) => {
    expect(lnTotal({ stable: counts(stable), canary: counts(canary) }, 0.01, r)).toBeCloseTo(expected, 12);
  });
});
