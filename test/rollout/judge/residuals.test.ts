import { describe, expect, it } from '@jest/globals';
import { residuals } from '../../../rollout/judge/residuals.ts';
import { paired, type Row, repeat } from './minutes.ts';

const blocksOf = (steps: readonly (readonly Row[])[]) =>
  residuals(steps.map(paired)).blocks.map(({ squares, expected, freedom }) => [squares, expected, freedom]);
const expectBlocks = (steps: readonly (readonly Row[])[], blocks: readonly (readonly number[])[]) => {
  blocksOf(steps).forEach((block, b) => {
    block.forEach((value, i) => {
      expect(value).toBeCloseTo(blocks[b]?.[i] ?? Number.NaN, 9);
    });
  });
};

/** Of 60 events 10 on the canary, so a sixth is fair in each minute: residuals 1, -2, 4, 0, 7, -5, -5 thirds, each V 25/18. */
const SIXTH: readonly Row[] = [
  [900, 8, 100, 2],
  [900, 9, 100, 1],
  [0, 0, 100, 50],
  [900, 7, 100, 3],
  [900, 0, 100, 0],
  [900, 50, 0, 0],
  [900, 6, 100, 4],
  [900, 10, 100, 0],
  [900, 10, 100, 0],
];
/** Half of the events are fair: residuals -1 in the first minute and 1 in the last of 16, each V 1/2. */
const HALF: readonly Row[] = [[500, 2, 500, 0], ...repeat(14, [500, 1, 500, 1]), [500, 0, 500, 2]];

describe('what a good rollout leaves behind, worked out by hand', () => {
  it('is the squares of the residuals in minutes and in blocks, against those of independent events', () => {
    expectBlocks(
      [SIXTH],
      [
        [40 / 3, 125 / 18, 5],
        [200 / 9, 100 / 27, 1],
        [0, 0, 0],
      ],
    );
    expectBlocks(
      [HALF],
      [
        [2, 7.5, 15],
        [2, 5.625, 3],
        [2, 0.9375, 1],
      ],
    );
    expect(residuals([]).blocks.map(({ minutes }) => minutes)).toEqual([1, 5, 15]);
  });

  it('is told of single requests too', () => {
    const single: readonly Row[] = [
      [1, 1, 1, 0],
      [1, 0, 1, 1],
    ];
    expect(blocksOf([single])[0]).toEqual([0.5, 0.25, 1].map((value) => expect.closeTo(value, 9)));
  });

  it('adds up over the steps, each with its own ratio', () => {
    expectBlocks(
      [SIXTH, HALF],
      [
        [40 / 3 + 2, 125 / 18 + 7.5, 20],
        [200 / 9 + 2, 100 / 27 + 5.625, 4],
        [2, 0.9375, 1],
      ],
    );
    const { variance, varianceSquared } = residuals([paired(SIXTH), paired(HALF)]);
    expect(variance).toBeCloseTo(25 / 3 + 8, 9);
    expect(varianceSquared).toBeCloseTo(625 / 54 + 4, 9);
  });

  it.each<[string, readonly Row[]]>([
    ['without minutes', []],
    ['without events', repeat(20, [900, 0, 100, 0])],
    ['with requests in one slot alone', repeat(20, [900, 9, 0, 0])],
    ['with next to nothing to tell', repeat(20, [1e9, 1, 1, 0])],
  ])('is nothing for a step %s', (_, step) => {
    const { blocks, ...sums } = residuals([paired(step)]);
    expect(blocks).toEqual([1, 5, 15].map((minutes) => ({ minutes, squares: 0, expected: 0, freedom: 0 })));
    expect(sums).toEqual({ variance: 0, varianceSquared: 0 });
  });
});
