import { describe, expect, it } from '@jest/globals';
import { bound } from '../../../rollout/judge/bound.ts';
import type { Dispersion } from '../../../rollout/judge/dispersion.ts';
import { paired, type Row, repeat } from './minutes.ts';

const RATIOS = [0.02, 0.1, 0.3, 0.6, 0.8, 0.92];
const TEN = repeat(10, [4500, 5, 1500, 3]);

describe('the bound on an excess that never changes', () => {
  // Computed apart from this code with 40 digits, by halving on the formula in likelihood.ts.
  it.each<[string, readonly Row[], Dispersion, number]>([
    ['of independent events', TEN, { phi: 1, sigma2: 0 }, 0.0022927425590349],
    ['of events in clusters', TEN, { phi: 2.5, sigma2: 0 }, 0.0032687475820168],
    [
      'of events in clusters that grow with them',
      [...TEN, ...repeat(5, [3000, 6, 3000, 4])],
      { phi: 1.5, sigma2: 0.3 },
      0.0015719540545444,
    ],
  ])('%s', (_, rows, dispersion, excess) => {
    expect(bound(paired(rows), RATIOS, dispersion)).toBeCloseTo(excess, 13);
  });

  it('is that of the minutes which compare the slots, and 1 without any', () => {
    const plain: Dispersion = { phi: 1, sigma2: 0 };
    const warmUp = paired([[4500, 5, 1500, 1500]]).map((minute) => ({ ...minute, use: 'witness' as const }));
    expect(bound([...warmUp, ...paired(TEN)], RATIOS, plain)).toBeCloseTo(0.0022927425590349, 13);
    expect(bound(warmUp, RATIOS, plain)).toBe(1);
  });
});
