import { describe, expect, it } from '@jest/globals';
import { zero } from '../../../rollout/judge/zero.ts';

const counted = (f: (at: number) => number) => {
  const counter = { f: (at: number) => ++counter.asked && f(at), asked: 0 };
  return counter;
};

describe('where a function is zero', () => {
  it.each<[string, (at: number) => number, (at: number) => number, number, number, number]>([
    ['a line', (u) => 2 * u - 3, () => 2, -9, 9, 1.5],
    ['a parabola', (u) => u * u - 2, (u) => 2 * u, 0.1, 9, Math.SQRT2],
    ['falling', (u) => 2 - u * u, (u) => -2 * u, 9, 0, Math.SQRT2],
    [
      'so flat that steps would go too far',
      (u) => Math.atan(u - 1),
      (u) => 1 / (1 + (u - 1) ** 2),
      -900,
      800,
      1,
    ],
    ['flat at its start', (u) => u ** 3 - 8, (u) => 3 * u * u, 0, 9, 2],
    ['whose slope misleads', (u) => u - 0.3, () => -1, -1, 1, 0.3],
  ])('%s', (_, f, slope, negative, positive, expected) => {
    const counter = counted(f);
    expect(zero(counter.f, slope, negative, positive)).toBeCloseTo(expected, 9);
    expect(counter.asked).toBeLessThan(50);
  });

  it('is found in a few steps where the slope tells', () => {
    const counter = counted((u) => u * u - 2);
    expect(zero(counter.f, (u) => 2 * u, 1, 9)).toBeCloseTo(Math.SQRT2, 14);
    expect(counter.asked).toBeLessThan(9);
  });

  it.each([
    ['never negative', () => 1, -5],
    ['zero at once', () => 0, -5],
    ['never positive', () => -1, 7],
    ['zero only at the end', (u: number) => u - 7, 7],
  ])('is at an end if it is %s', (_, f, end) => {
    const counter = counted(f);
    expect(zero(counter.f, () => 0.5, -5, 7)).toBe(end);
    expect(counter.asked).toBeLessThan(3);
  });

  it('is given up after 60 steps', () => {
    const counter = counted((u) => Math.sign(u - 1));
    expect(zero(counter.f, () => Number.NaN, -1e18, 2e18)).toBeGreaterThan(-10);
    expect(counter.asked).toBe(62);
  });
});
