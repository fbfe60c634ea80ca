import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { betting, plainMixture } from '../../../rollout/judge/index.ts';
import { paired, type Row, repeat } from './minutes.ts';

// Computed apart from this code in 60-digit arithmetic.
const SERIES: readonly (readonly [string, readonly Row[], number, number, number])[] = [
  ['twenty times', [[5700, 6, 300, 6]], 8.2807833863, 8.7921643193, 1.3527552046],
  ['none bad', [[5700, 6, 300, 0]], -1.3432386941, -1.2979436656, -0.4346364854],
  ['all bad', [[5700, 6, 300, 300]], 809.8961361824, 833.0607543014, 1.9405155633],
  ['twice, ten times', repeat(10, [950, 10, 50, 1]), -0.6345095403, -0.2019448823, 3.139549848],
  [
    'a ramp',
    [
      [990, 1, 10, 1],
      [950, 1, 50, 1],
      [750, 1, 250, 2],
      [500, 1, 500, 4],
    ],
    4.1890175131,
    4.6202565582,
    5.6207705598,
  ],
];

describe('reference values', () => {
  it.each(SERIES)('%s', (_, rows, plain, plainAtOne, bet) => {
    const minutes = paired(rows);
    expect(plainMixture(minutes, 1.1)).toBeCloseTo(plain, 9);
    expect(plainMixture(minutes, 1)).toBeCloseTo(plainAtOne, 9);
    expect(betting(minutes, 1.1, 1)).toBeCloseTo(bet, 9);
  });
});

describe('betting', () => {
  it('is the same however large the clusters, with blocks that hold them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), (size) => {
        const clustered = paired(repeat(9, [9500, 2 * size, 500, size]));
        const single = paired(repeat(9, [9500, 2, 500, 1]));
        expect(betting(clustered, 1.1, 3)).toBeCloseTo(betting(single, 1.1, 3), 9);
      }),
    );
  });

  it('has E = 1 without events, and blocks end at a gap', () => {
    expect(betting(paired(repeat(9, [9500, 0, 500, 0])), 1.1, 3)).toBe(0);
    const gap = paired([
      [950, 1, 50, 1],
      [950, 1, 0, 0],
      [950, 1, 50, 1],
    ]);
    expect(betting(gap, 1.1, 60)).toBeCloseTo(betting(paired(repeat(2, [950, 1, 50, 1])), 1.1, 1), 12);
  });

  it('is on average at most 1 where each event falls in the canary by its share', () => {
    // All ways in which two blocks of two events each can fall.
    const fair = 0.1;
    const odds = [(1 - fair) ** 2, 2 * fair * (1 - fair), fair ** 2];
    const mean = odds
      .flatMap((p, a) =>
        odds.map((q, b) => {
          const rows: readonly Row[] = [
            [900, 2 - a, 100, a],
            [900, 2 - b, 100, b],
          ];
          return p * q * Math.exp(betting(paired(rows), 1, 1));
        }),
      )
      .reduce((all, one) => all + one, 0);
    expect(mean).toBeCloseTo(1, 12);
  });
});
