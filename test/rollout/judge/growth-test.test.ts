import { describe, expect, it } from '@jest/globals';
import { type GaugeMinute, growthTest } from '../../../rollout/judge/index.ts';

/** Five-minute means of the difference, each as five equal minutes. */
const blocks = (differences: readonly number[]): readonly GaugeMinute[] =>
  differences.flatMap((difference, block) =>
    [0, 1, 2, 3, 4].map((i) => ({ minute: 5 * block + i, stable: 100, canary: 100 + difference })),
  );

/** What rank `rank` of `count` pays, if ranks pay as rank^power and 1 on average. */
function pays(rank: number, count: number, power: number): number {
  const ranks = Array.from({ length: count }, (_, i) => (i + 1) ** power);
  return (count * rank ** power) / ranks.reduce((all, one) => all + one, 0);
}

const overPowers = (capital: (power: number) => number): number =>
  [1, 3, 10, 30].map(capital).reduce((all, one) => all + one, 0) / 4;

describe('growth', () => {
  it.each<[string, readonly number[], (power: number) => number]>([
    ['no block', [], () => 1],
    ['one block says nothing', [7], () => 1],
    ['a rise', [1, 2], (p) => pays(2, 2, p)],
    ['a fall', [2, 1], (p) => pays(1, 2, p)],
    ['a tie shares what its ranks pay', [1, 1], () => 1],
    ['two rises', [1, 2, 3], (p) => pays(2, 2, p) * pays(3, 3, p)],
    ['a rise and the middle', [1, 3, 2], (p) => pays(2, 2, p) * pays(2, 3, p)],
    ['a tie at the top', [1, 2, 2], (p) => (pays(2, 2, p) * (pays(2, 3, p) + pays(3, 3, p))) / 2],
    ['a tie at the bottom', [1, 2, 1], (p) => (pays(2, 2, p) * (pays(1, 3, p) + pays(2, 3, p))) / 2],
    ['below zero too', [-3, -2, -1], (p) => pays(2, 2, p) * pays(3, 3, p)],
  ])('%s', (_, differences, capital) => {
    expect(Math.exp(growthTest([blocks(differences)]))).toBeCloseTo(overPowers(capital), 9);
  });

  it('of several steps multiplies, by each power apart', () => {
    const lnE = growthTest([blocks([1, 2]), blocks([50, 60, 70])]);
    expect(Math.exp(lnE)).toBeCloseTo(
      overPowers((p) => pays(2, 2, p) ** 2 * pays(3, 3, p)),
      9,
    );
  });

  it('is proved by six means that each exceed all before, and not by five', () => {
    expect(growthTest([blocks([1, 2, 3, 4, 5, 6])])).toBeGreaterThan(Math.log(100));
    expect(growthTest([blocks([1, 2, 3, 4, 5])])).toBeLessThan(Math.log(100));
  });

  it('is the difference: both slots may grow together', () => {
    const together = blocks([1, 1, 1, 1]).map((one) => ({
      ...one,
      stable: one.minute,
      canary: one.minute + 3,
    }));
    expect(growthTest([together])).toBeCloseTo(0, 12);
  });
});
