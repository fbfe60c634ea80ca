import { describe, expect, it } from '@jest/globals';
import { dispersionAtRate, dispersionOf } from '../../../rollout/judge/dispersion.ts';
import { counts, type Pair } from './a-rollout.ts';

describe('what evidence is divided by', () => {
  // With equal totals and a ratio of 1 the canary's part is a half: 16 events scatter by 16 / 4 = 4.
  it.each<[string, Pair, Pair, number, number, number, number]>([
    ['what is constant', [100, 8], [100, 8], 1, 3, 0, 3],
    ['never less than 1', [100, 8], [100, 8], 1, 0.5, 0, 1],
    ['never less than 1, whatever grows', [100, 0], [100, 0], 1, 0.5, 0.1, 1],
    ['what grows with the counts, if that is more', [100, 8], [100, 8], 1, 1.2, 0.1, 1.4],
    ['the constant, if that is more', [100, 8], [100, 8], 1, 1.5, 0.1, 1.5],
    ['a canary of a fifth: 25 events scatter by 4', [400, 20], [100, 5], 1, 1, 0.5, 3],
    ['a canary of a fifth that counts four times: a half', [400, 8], [100, 8], 4, 1, 0.5, 3],
    ['no events', [100, 0], [100, 0], 1, 1, 0.5, 1],
  ])('%s', (_, stable, canary, ratio, phi, sigma2, expected) => {
    const slots = { stable: counts(stable), canary: counts(canary) };
    expect(dispersionOf(slots, ratio, { phi, sigma2 })).toBeCloseTo(expected, 12);
  });

  it('is the same for an empty minute', () => {
    const empty = { stable: counts([0, 0]), canary: counts([0, 0]) };
    expect(dispersionOf(empty, 1, { phi: 2, sigma2: 0 })).toBe(2);
  });

  it.each([
    ['what is constant', 10, 3, 0, 3],
    ['never less than 1', 10, 0.5, 0, 1],
    ['what grows with the expected events', 10, 1.5, 0.1, 2],
    ['the constant, if that is more', 10, 2.5, 0.1, 2.5],
  ])('at a rate: %s', (_, events, phi, sigma2, expected) => {
    expect(dispersionAtRate(events, { phi, sigma2 })).toBeCloseTo(expected, 12);
  });
});
