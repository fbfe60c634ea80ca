import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../rehearsal/random.ts';
import { bound } from '../../../rollout/judge/bound.ts';
import type { Dispersion } from '../../../rollout/judge/dispersion.ts';
import { meanBound } from '../../../rollout/judge/mean-bound.ts';
import type { Direction } from '../../../rollout/judge/settings.ts';
import { paired, type Row, repeat } from './minutes.ts';

const plain = { phi: 1, sigma2: 0 };
const TEN = repeat(10, [4500, 5, 1500, 3]);
const CONVERSIONS = [...repeat(10, [4500, 135, 1500, 40]), ...repeat(5, [1000, 30, 5000, 140])];
const U = (rows: readonly Row[]): number => meanBound(paired(rows), 'lower-is-better', plain);

describe('the bound on the mean excess', () => {
  it.each([
    ['nothing known', [], 1, 1],
    ['too little to know', repeat(1, [57, 0, 3, 0]), 1, 1],
    ['none bad of 9,000', repeat(30, [5700, 6, 300, 0]), -0.001, 0.001],
    ['a percent more', repeat(300, [5700, 6, 300, 3]), 0.009, 0.012],
    ['half of them', repeat(30, [5700, 6, 300, 150]), 0.5, 0.56],
    ['better: no room for harm later', repeat(300, [5700, 570, 5700, 57]), 0, 0],
  ] as const)('%s', (_, rows, low, high) => {
    expect(U(rows)).toBeGreaterThanOrEqual(low);
    expect(U(rows)).toBeLessThanOrEqual(high);
  });

  // Computed apart from this code with 40 digits, by halving on the sums in mean-bound.ts.
  it.each<[string, Direction, readonly Row[], Dispersion, number]>([
    ['independent events', 'lower-is-better', TEN, plain, 0.0023672376287493],
    ['events in clusters', 'lower-is-better', TEN, { phi: 2.5, sigma2: 0 }, 0.0035034541377753],
    [
      'clusters that grow with the counts, at two weights',
      'lower-is-better',
      [...TEN, ...repeat(5, [3000, 6, 3000, 4])],
      { phi: 1.5, sigma2: 0.3 },
      0.0014983308700445,
    ],
    ['conversions', 'higher-is-better', CONVERSIONS, plain, 0.0089577995630628],
    [
      'conversions of clients, most of them on the canary',
      'higher-is-better',
      CONVERSIONS,
      { phi: 2, sigma2: 0.01 },
      0.011341251464564,
    ],
    ['eight canary requests', 'lower-is-better', [[100, 0, 8, 0]], plain, 0.59326059515585],
    ['hardly a request on stable', 'lower-is-better', [[2, 0, 10, 0]], plain, 0.47460847612468],
    [
      'clusters among few requests',
      'lower-is-better',
      [[100, 0, 12, 0]],
      { phi: 1.3, sigma2: 0 },
      0.62363693670927,
    ],
    ['few conversions', 'higher-is-better', [[100, 30, 20, 5]], plain, 0.39001437578578],
    ['few conversions, most on the canary', 'higher-is-better', [[20, 6, 60, 9]], plain, 0.76190331672464],
    [
      'conversions in clusters',
      'higher-is-better',
      repeat(2, [100, 40, 100, 20]),
      { phi: 1.3, sigma2: 0 },
      0.41661773318681,
    ],
  ])('has the value of %s', (_, direction, rows, dispersion, excess) => {
    expect(meanBound(paired(rows), direction, dispersion)).toBeCloseTo(excess, 12);
  });

  it('is that of the minutes which compare the slots', () => {
    const warmUp = paired([[4500, 5, 1500, 1500]]).map((minute) => ({ ...minute, use: 'witness' as const }));
    expect(meanBound([...warmUp, ...paired(TEN)], 'lower-is-better', plain)).toBeCloseTo(0.00236723763, 11);
  });

  it('is about as narrow as the bound on a constant excess', () => {
    const rows = [...repeat(20, [5700, 6, 300, 1]), ...repeat(20, [4500, 5, 1500, 3])];
    const constant = bound(paired(rows), [0.02, 0.1, 0.3, 0.6, 0.8, 0.92], plain);
    expect(U(rows)).toBeLessThan(1.15 * constant);
  });

  it('holds at every look, through an incident that hits both slots late at a high weight', () => {
    const random = seededRandom('an incident');
    const isHonest = (): boolean => {
      const rows: Row[] = [];
      let excess = 0;
      let requests = 0;
      for (let minute = 0; minute < 60; minute++) {
        const canary = minute < 30 ? 300 : 5700;
        const rate = minute >= 40 && minute < 45 ? 0.02 : 0.002;
        rows.push([
          6000 - canary,
          random.poisson((6000 - canary) * rate),
          canary,
          random.poisson(canary * rate * 5),
        ]);
        excess += canary * rate * 4;
        requests += canary;
        if (minute % 3 === 0 && U(rows) < excess / requests) return false;
      }
      return true;
    };
    const honest = Array.from({ length: 100 }, isHonest).filter(Boolean).length;
    // 95% are promised; three standard errors less would be 88.
    expect(honest).toBeGreaterThan(91);
  });

  it('grows with the canary’s bad requests, also among good ones, and with dispersion, and is finite', () => {
    const slot = fc.tuple(fc.nat(1e6), fc.nat(1e4)).map(([more, bad]) => [bad + more + 1, bad] as const);
    const rows = fc.array(
      fc.tuple(slot, slot).map(([stable, canary]): Row => [...stable, ...canary]),
      { minLength: 1, maxLength: 10 },
    );
    fc.assert(
      fc.property(rows, (series) => {
        const worse = series.map(([ns, ks, nc, kc]): Row => [ns, ks, nc, Math.min(nc, kc + 1)]);
        expect(U(worse)).toBeGreaterThanOrEqual(U(series) - 1e-9);
        const conversions = meanBound(paired(series), 'higher-is-better', plain);
        expect(meanBound(paired(worse), 'higher-is-better', plain)).toBeLessThanOrEqual(conversions + 1e-9);
        const scattered = meanBound(paired(series), 'lower-is-better', { phi: 3, sigma2: 0.01 });
        for (const value of [U(series), conversions, scattered])
          expect(Math.abs(value)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
