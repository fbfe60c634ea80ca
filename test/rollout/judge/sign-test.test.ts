import { describe, expect, it } from '@jest/globals';
import { blockMinutesFor, type GaugeMinute, signTest } from '../../../rollout/judge/index.ts';
import { pairedMeans } from '../../../rollout/judge/sign-test.ts';

type Values = readonly (readonly [stable: number | null, canary: number | null])[];

const series = (values: Values, from = 0): readonly GaugeMinute[] =>
  values.map(([stable, canary], i) => ({ minute: from + i, stable, canary }));
const repeat = (times: number, pair: Values[number]): Values => Array.from({ length: times }, () => pair);
const tolerance = { relative: 0.1, absolute: 2 };

/** The mean over five coins of how many times more likely so many heads and tails are with them than with a fair one. */
const coins = (above: number, below: number): number =>
  [0.6, 0.7, 0.8, 0.9, 0.97].reduce((all, p) => all + (p / 0.5) ** above * ((1 - p) / 0.5) ** below, 0) / 5;

describe('minutes above the tolerance', () => {
  it.each([
    ['none', [], 0, 0],
    ['one above', repeat(1, [40, 60]), 1, 0],
    ['one below', repeat(1, [40, 30]), 0, 1],
    ['at the tolerance is not above it', repeat(3, [40, 46]), 0, 3],
    ['just above the tolerance', repeat(3, [40, 46.001]), 3, 0],
    ['a negative level has its tolerance too', repeat(3, [-40, -34]), 0, 3],
    ['just above that of a negative level', repeat(3, [-40, -33.999]), 3, 0],
    [
      'nothing on stable: the absolute part alone',
      [
        [0, 2],
        [0, 2.001],
      ],
      1,
      1,
    ],
    ['most of them', [...repeat(12, [40, 60]), ...repeat(3, [40, 40])], 12, 3],
    [
      'what one slot does not report',
      [
        [40, 60],
        [null, 60],
        [40, null],
        [Number.NaN, 60],
        [40, Number.POSITIVE_INFINITY],
        [40, 60],
      ],
      2,
      0,
    ],
  ] as const)('%s', (_, values, above, below) => {
    expect(Math.exp(signTest(series(values), tolerance, 1))).toBeCloseTo(coins(above, below), 9);
  });

  it('are means of five where neighbours are alike', () => {
    // The spike lifts the mean of its block beyond the tolerance; the other two blocks are below.
    const values = [...repeat(4, [40, 40]), [40, 100] as const, ...repeat(10, [40, 40])];
    expect(Math.exp(signTest(series(values), tolerance, 5))).toBeCloseTo(coins(1, 2), 9);
    expect(Math.exp(signTest(series(values), tolerance, 1))).toBeCloseTo(coins(1, 14), 9);
  });
});

describe('means of blocks', () => {
  it.each([
    [
      'two whole blocks',
      series([...repeat(5, [1, 2]), ...repeat(5, [3, 5])], 7),
      [
        [1, 2],
        [3, 5],
      ],
    ],
    [
      'values that differ',
      series([
        [1, 10],
        [2, 20],
        [3, 30],
        [4, 40],
        [5, 60],
      ]),
      [[3, 32]],
    ],
    [
      'three of five minutes are a block',
      series([...repeat(5, [1, 2]), ...repeat(3, [3, 5])]),
      [
        [1, 2],
        [3, 5],
      ],
    ],
    ['two of five are none', series([...repeat(5, [1, 2]), ...repeat(2, [3, 5])]), [[1, 2]]],
    [
      'blocks begin with the first minute that both report',
      series([[null, 9], [9, null], ...repeat(5, [1, 2])], 3),
      [[1, 2]],
    ],
    [
      'a gap leaves its blocks out',
      [...series(repeat(5, [1, 2]), 2), ...series(repeat(5, [3, 5]), 17)],
      [
        [1, 2],
        [3, 5],
      ],
    ],
    [
      'not in order',
      [...series([[1, 2]], 3), ...series(repeat(5, [3, 5]), 8), ...series(repeat(4, [1, 2]), 4)],
      [
        [1, 2],
        [3, 5],
      ],
    ],
    ['nothing', [], []],
  ] as const)('%s', (_, minutes, means) => {
    expect(pairedMeans(minutes, 5)).toEqual(means.map(([stable, canary]) => ({ stable, canary })));
  });

  it('of an even number need half of it', () => {
    expect(pairedMeans(series(repeat(3, [1, 2])), 4)).toHaveLength(1);
    expect(pairedMeans(series(repeat(2, [1, 2])), 4)).toHaveLength(1);
    expect(pairedMeans(series(repeat(1, [1, 2])), 4)).toHaveLength(0);
  });

  it('stand in the order of time, whatever the order they came in', () => {
    const [first, ...rest] = series([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(
      pairedMeans([...(first ? [first] : []), ...rest.toReversed()], 1).map(({ stable }) => stable),
    ).toEqual([1, 2, 3]);
  });
});

describe('neighbouring minutes', () => {
  // Correlations by hand: differences of +1 and -1 around a mean of 0 have squares of 10, and nine products.
  it.each([
    ['one change of sign: 7 of 10', '+++++-----', 5],
    ['two changes: 5 of 10, which is no more than half', '+++-----++', 1],
    ['in turn', '+-+-+-+-+-', 1],
    ['alike, but fewer than ten', '++++-----', 1],
    ['ten are enough', '-----+++++', 5],
    ['all the same: nothing to tell', '++++++++++', 1],
  ] as const)('%s', (_, signs, blockMinutes) => {
    const differing = (level: number, scale: number): Values =>
      [...signs].map((sign, i) => [64 * i, 64 * i + level + (sign === '+' ? scale : -scale)]);
    // A steady difference is no likeness, nor is what both slots do, and the scale says nothing.
    for (const level of [0, 64, -64]) {
      for (const scale of [1, 0.125, 16]) {
        expect(blockMinutesFor(series(differing(level, scale)))).toBe(blockMinutes);
      }
    }
  });
});
