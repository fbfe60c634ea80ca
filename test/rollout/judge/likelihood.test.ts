import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Line, lnGain, lnLikelihood } from '../../../rollout/judge/likelihood.ts';
import type { Slots } from '../../../rollout/judge/minute.ts';

const slots = (ns: number, ks: number, nc: number, kc: number): Slots => ({
  stable: { total: ns, bad: ks },
  canary: { total: nc, bad: kc },
});

describe('the evidence of a minute', () => {
  // Computed apart from this code, from the formula in docs/judge.md with 40 digits.
  it.each<[string, Slots, Line, number, number]>([
    ['of harm', slots(4500, 5, 1500, 9), { ratio: 1.1, delta: 0 }, 3, 3.8736333623918],
    [
      'of safety within a relative and an absolute margin',
      slots(4500, 5, 1500, 3),
      { ratio: 1.5, delta: 0.0005 },
      0.3,
      -1.0297713479833,
    ],
    [
      'of a fall of what is good',
      slots(4500, 45, 1500, 9),
      { ratio: 0.95, delta: -0.001 },
      0.7,
      0.46548740791092,
    ],
  ])('%s', (_, minute, line, r, ln) => {
    expect(lnLikelihood(minute, line, r)).toBeCloseTo(ln, 12);
  });

  it('is on average at most 1 at the line, whatever the rate of the minute', () => {
    const poisson = (mean: number, k: number): number => {
      let chance = Math.exp(-mean);
      for (let i = 1; i <= k; i++) chance *= mean / i;
      return chance;
    };
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 3, noNaN: true }),
        fc.constantFrom(0.02, 0.6, 1.3, 3),
        fc.constantFrom(0.8, 1, 1.25),
        fc.constantFrom(0, 0.003),
        (stableBad, r, ratio, delta) => {
          const canaryBad = ((ratio * stableBad) / 900) * 100 + delta * 100;
          let mean = 0;
          for (let ks = 0; ks < 25; ks++) {
            for (let kc = 0; kc < 25; kc++) {
              const e = Math.exp(lnLikelihood(slots(900, ks, 100, kc), { ratio, delta }, r));
              mean += poisson(stableBad, ks) * poisson(canaryBad, kc) * e;
            }
          }
          expect(mean).toBeLessThan(1 + 1e-6);
          expect(mean).toBeGreaterThan(0.5);
        },
      ),
      { numRuns: 20 },
    );
  });
});

it('a canary that is three times worse raises the events of both slots by its part', () => {
  // (1.1 x 3 x 1500 + 4500) / (1.1 x 1500 + 4500) = 9450 / 6150
  expect(lnGain(4500, 1500, 1.1, 3)).toBeCloseTo(Math.log(9450 / 6150), 14);
  expect(lnGain(4500, 1500, 1.1, 1)).toBe(0);
});
