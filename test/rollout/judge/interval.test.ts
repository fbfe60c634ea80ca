import { describe, expect, it } from '@jest/globals';
import type { Dispersion } from '../../../rollout/judge/dispersion.ts';
import { interval, mostLikelyRatio } from '../../../rollout/judge/interval.ts';
import { paired, type Row, repeat } from './minutes.ts';

const plain: Dispersion = { phi: 1, sigma2: 0 };
const TWO_WEIGHTS: readonly Row[] = [
  [9000, 900, 1000, 160],
  [1000, 10, 9000, 90],
];

// Computed apart from this code with 40 digits, by search on products of binomial probabilities.
describe('how many times stable’s rate the canary’s is', () => {
  it.each<[string, readonly Row[], Dispersion, readonly [number, number, number]]>([
    ['five times', [[5700, 57, 300, 15]], plain, [5, 1.59665329746, 12.7548620157]],
    ['a third', repeat(3, [5700, 57, 300, 1]), plain, [1 / 3, 0.0273069336404, 1.3513202597]],
    ['a fortieth', [[3000, 300, 3000, 8]], plain, [8 / 300, 0.00506743814288, 0.0796019148181]],
    ['at two weights', TWO_WEIGHTS, plain, [1.56064818748, 1.15732201251, 2.06750930134]],
    ['in clusters', TWO_WEIGHTS, { phi: 4, sigma2: 0 }, [1.56064818748, 0.881653591001, 2.59875744059]],
    [
      'in clusters that grow',
      TWO_WEIGHTS,
      { phi: 1, sigma2: 0.1 },
      [1.42289268305, 0.65225973361, 2.90982274021],
    ],
    [
      'half more, of much',
      repeat(240, [500_000, 5000, 500_000, 7500]),
      plain,
      [1.5, 1.43305574027, 1.57029037598],
    ],
    [
      'the same, of much',
      repeat(240, [500_000, 5000, 500_000, 5000]),
      plain,
      [1, 0.995430959574, 1.00459001238],
    ],
    ['few, so that it may be much', [[5700, 3, 300, 1]], plain, [19 / 3, 0.0394380495962, 123.397267001]],
    ['none on the canary', repeat(9, [5700, 6, 300, 0]), plain, [0, 0, 1.73389535851]],
    ['none on stable', repeat(9, [5700, 0, 300, 6]), plain, [1000, 71.0519914468, 1000]],
    ['hundreds of times', [[5700, 1, 300, 30]], plain, [570, 43.4040101575, 1000]],
    ['nearly a thousand times', repeat(9, [5_700_000, 20, 300, 1]), plain, [950, 67.4915451632, 1000]],
    [
      'nearly a thousandth',
      repeat(9, [300, 1, 5_700_000, 30]),
      plain,
      [0.00157894736842, 0, 0.0155364103679],
    ],
  ])('%s', (_, rows, dispersion, [estimate, low, high]) => {
    const risk = interval(paired(rows), dispersion);
    expect((risk?.estimate ?? Number.NaN) / (estimate || 1)).toBeCloseTo(estimate && 1, 9);
    expect((risk?.low ?? Number.NaN) / (low || 1)).toBeCloseTo(low && 1, 9);
    expect((risk?.high ?? Number.NaN) / high).toBeCloseTo(1, 9);
  });

  it('is read from minutes with both slots alone, and unknown without events', () => {
    const warmUp = paired([[5700, 6, 300, 300]]).map((minute) => ({ ...minute, use: 'witness' as const }));
    const minutes = paired([[5700, 57, 300, 15]]);
    expect(interval([...warmUp, ...minutes], plain)).toEqual(interval(minutes, plain));
    expect(interval(warmUp, plain)).toBeNull();
    expect(interval(paired(repeat(9, [5700, 0, 300, 0])), plain)).toBeNull();
    expect(interval(paired([[5700, 1, 300, 0]]), plain)?.estimate).toBe(0);
  });

  it.each([
    ['a thousandth is none', [1000, 1000, 1000, 1], 0],
    ['a little more is told', [900, 900, 900, 1], 1 / 900],
    ['998 times is told', [998, 1, 1, 1], 998],
    ['999.5 times is a thousand or more', [1999, 2, 1, 1], 1000],
  ] as const)('%s', (_, row, told) => {
    const estimate = interval(paired([row]), plain)?.estimate ?? Number.NaN;
    if (told === 0 || told === 1000) expect(estimate).toBe(told);
    else expect(estimate / told).toBeCloseTo(1, 9);
  });

  it('is most likely that of the sums where the shares never change', () => {
    expect(mostLikelyRatio(paired(repeat(3, [5700, 57, 300, 15])))).toBeCloseTo(5, 9);
    expect(mostLikelyRatio(paired(TWO_WEIGHTS))).toBeCloseTo(1.56064818748, 9);
    expect(mostLikelyRatio([])).toBeNull();
  });
});
