import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../../rehearsal/random.ts';

const many = <T>(draw: () => T): T[] => Array.from({ length: 20_000 }, draw);
const mean = (numbers: readonly number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
const variance = (numbers: readonly number[]) => mean(numbers.map((n) => (n - mean([...numbers])) ** 2));

describe('seededRandom', () => {
  it('gives the same draws for the same seed, others for another', () => {
    const draws = (seed: string) => Array.from({ length: 5 }, seededRandom(seed).next);
    expect(draws('a')).toEqual(draws('a'));
    expect(draws('a')).not.toEqual(draws('b'));
  });

  it('forks into streams that do not depend on what was drawn before', () => {
    const one = seededRandom(1);
    const other = seededRandom(1);
    other.next();
    expect(one.fork('x').next()).toBe(other.fork('x').next());
    expect(one.fork('x').next()).not.toBe(one.fork('y').next());
  });

  it.each([
    [10, 0.3],
    [6000, 0.001],
    [100_000, 0.5],
    [50, 0.99],
  ])('draws binomial(%d, %d) with its mean and variance', (trials, probability) => {
    const random = seededRandom('binomial');
    const draws = many(() => random.binomial(trials, probability)).slice(0, 5000);
    const sd = Math.sqrt(trials * probability * (1 - probability));
    expect(Math.abs(mean(draws) - trials * probability)).toBeLessThan((5 * sd) / Math.sqrt(draws.length));
    expect(variance(draws.slice(0, 2000)) / sd ** 2).toBeCloseTo(1, 0);
    expect(draws.every((n) => Number.isInteger(n) && n >= 0 && n <= trials)).toBe(true);
  });

  it.each([[0.2], [7], [1000]])('draws poisson(%d) with its mean and variance', (rate) => {
    const random = seededRandom('poisson');
    const draws = many(() => random.poisson(rate));
    expect(Math.abs(mean(draws) - rate)).toBeLessThan(5 * Math.sqrt(rate / draws.length));
  });

  it('draws binomial(3, 0.5) with the exact probabilities', () => {
    const random = seededRandom('exact');
    const draws = many(() => random.binomial(3, 0.5));
    const share = (k: number) => draws.filter((n) => n === k).length / draws.length;
    for (const [k, p] of [0.125, 0.375, 0.375, 0.125].entries()) expect(share(k)).toBeCloseTo(p, 1);
  });

  it('splits all trials over the shares', () => {
    const random = seededRandom('multinomial');
    const counts = random.multinomial(10_000, [1, 0, 3]);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(10_000);
    expect(counts[1]).toBe(0);
    expect(counts[0]).toBeGreaterThan(2200);
    expect(counts[0]).toBeLessThan(2800);
  });
});
