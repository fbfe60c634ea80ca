import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../rehearsal/random.ts';
import { isCalm, learnPhi, phiFromHistory } from '../../../rollout/judge/learn-phi.ts';
import type { Slots } from '../../../rollout/judge/minute.ts';
import { type Residuals, residuals } from '../../../rollout/judge/residuals.ts';

const random = seededRandom('dispersion');
const stableTotal = 9000;
const canaryTotal = 3000;

/** A step of healthy minutes in which bad events come in clusters of a size, each wholly in one slot. */
function step(minutes: number, clusterSize: number, badAMinute = 60): readonly Slots[] {
  return Array.from({ length: minutes }, () => {
    const clusters = random.poisson(badAMinute / clusterSize);
    const [onStable = 0, onCanary = 0] = random.multinomial(clusters, [stableTotal, canaryTotal]);
    return {
      stable: { total: stableTotal, bad: onStable * clusterSize },
      canary: { total: canaryTotal, bad: onCanary * clusterSize },
    };
  });
}

describe('the dispersion that good rollouts leave behind', () => {
  it.each([1, 4, 10])('is about the size of clusters: %p', (size) => {
    const earlier = Array.from({ length: 4 }, () => residuals([step(240, size), step(240, size)]));
    const learnt = learnPhi(earlier);
    expect(learnt?.phi).toBeGreaterThan(size * 0.75);
    expect(learnt?.phi).toBeLessThan(size * 1.6);
  });

  it('is not raised by a version that is evenly worse, nor by an incident in both slots', () => {
    const worse = step(960, 1).map(({ stable, canary }, i) => {
      const incident = i > 20 && i < 40 ? 10 : 1;
      return {
        stable: { ...stable, bad: random.poisson(45 * incident) },
        canary: { ...canary, bad: random.poisson(30 * incident) },
      };
    });
    expect(learnPhi([residuals([worse])])?.phi).toBeLessThan(2);
  });

  it('is unknown where there were hardly any events', () => {
    expect(learnPhi([])).toBeNull();
    expect(learnPhi([residuals([step(10, 1, 0.1)])])).toBeNull();
  });

  it('is clamped when it comes from history, since shared incidents look like scatter there', () => {
    const calm = Array.from({ length: 720 }, () => ({ total: 12_000, bad: random.poisson(60) }));
    const stormy = calm.map((minute, i) => (i % 97 < 6 ? { ...minute, bad: 3000 } : minute));
    expect(phiFromHistory(calm)?.phi).toBeLessThan(1.6);
    const usual = (3000 * 6 + 60 * 91) / 97 / 2;
    expect(phiFromHistory(stormy)?.sigma2).toBeLessThanOrEqual(Math.max(0.1, 38 / usual));
    expect(phiFromHistory([])).toBeNull();
  });
});

/** Each block: [squares, expected, freedom], in lengths of 1, 5 and 15 minutes. */
const left = (
  variance: number,
  varianceSquared: number,
  ...blocks: readonly (readonly number[])[]
): Residuals => ({
  blocks: blocks.map(([squares = 0, expected = 0, freedom = 0], i) => ({
    minutes: [1, 5, 15][i] ?? 0,
    ...{ squares, expected, freedom },
  })),
  variance,
  varianceSquared,
});

describe('dispersion worked out apart from this code', () => {
  it('is the worst of the lengths, less what is chance, older rollouts counting less', () => {
    const learnt = learnPhi([
      left(10, 20, [30, 10, 9], [50, 10, 4], [0, 0, 0]),
      left(20, 10, [20, 20, 16], [10, 20, 5], [0, 0, 0]),
      left(4, 8, [9, 4, 9], [40, 4, 2], [6, 4, 1]),
    ]);
    expect(learnt?.phi).toBeCloseTo(2.2132423528905747, 12);
    expect(learnt?.sigma2).toBeCloseTo(1.0578708847111808, 12);
  });

  it('is never less than that of independent events', () => {
    expect(learnPhi([left(10, 20, [1, 10, 9])])).toEqual({ phi: 1, sigma2: 0 });
  });

  it.each([
    ['as many events as it takes', left(5, 5, [20, 5, 4]), true],
    ['fewer', left(4.99, 5, [20, 5, 4]), false],
    ['no block that could tell', left(9, 5, [0, 0, 0]), false],
    ['counts that are none', left(Number.NaN, 5, [20, 5, 4]), false],
  ])('is known from %s: %#', (_, sums, isKnown) => {
    expect(learnPhi([sums]) !== null).toBe(isKnown);
  });

  const history = (...rows: readonly (readonly [total: number, bad: number])[]) =>
    rows.map(([total, bad]) => ({ total, bad }));
  const times = (count: number, row: readonly [number, number]) => Array.from({ length: count }, () => row);
  // Neighbouring blocks of 1, 5 and 15 minutes, each pair's events by their requests. The last figure is the clamp's where it is less.
  it.each([
    [
      'five minutes that stand out',
      history(
        ...times(3, [100, 1]).flatMap((row) => [row, [100, 3] as const]),
        ...times(5, [100, 8]),
        [100, 2],
      ),
      15.363636363636363,
      6.383838383838384,
    ],
    ['a quarter of an hour', history(...times(15, [100, 2]), ...times(15, [100, 6])), 30, 9.5],
    [
      'a clamped storm',
      history(...times(10, [1000, 900]).flatMap((row) => [row, [1000, 100] as const])),
      640,
      0.1,
    ],
    [
      'single minutes',
      history(...times(10, [1000, 10]).flatMap((row) => [row, [1000, 0] as const])),
      10,
      3.6,
    ],
    [
      'minutes of unequal traffic, and two without any',
      history(
        ...times(2, [100, 4]).flatMap((row) => [row, [300, 4] as const]),
        [0, 0],
        [0, 0],
        [200, 6],
        [200, 2],
      ),
      2.4,
      0.84,
    ],
  ])('is told by a history with %s', (_, minutes, phi, sigma2) => {
    expect(phiFromHistory(minutes)?.phi).toBeCloseTo(phi, 12);
    expect(phiFromHistory(minutes)?.sigma2).toBeCloseTo(sigma2, 12);
  });

  it('is not told by a history of few events, nor by an odd minute without a neighbour', () => {
    expect(phiFromHistory(history([100, 10], [100, 9]))).toBeNull();
    expect(phiFromHistory(history([100, 10], [100, 10]))).toEqual({ phi: 1, sigma2: 0 });
    expect(phiFromHistory(history([100, 10], [100, 10], [100, 90]))).toEqual({ phi: 1, sigma2: 0 });
    expect(phiFromHistory(history([0, 0], [0, 0]))).toBeNull();
  });
});

describe('a calm service', () => {
  const well = { phi: 1.1, rollouts: 3 };
  it.each([
    ['all metrics scattered next to nothing in three rollouts', [well, { phi: 1.49, rollouts: 9 }], true],
    ['two rollouts are too few', [well, { phi: 1, rollouts: 2 }], false],
    ['one metric met trouble', [well, { phi: 1.5, rollouts: 9 }], false],
    ['one metric is not known', [well, null], false],
    ['no metric decides', [], false],
  ])('%s', (_, learned, calm) => {
    expect(isCalm(learned)).toBe(calm);
  });
});
