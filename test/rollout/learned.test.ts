import { describe, expect, it } from '@jest/globals';
import type { Residuals } from '../../rollout/judge/index.ts';
import { readLearned, withRollout } from '../../rollout/learned.ts';

const sums = (variance: number): Residuals => ({
  blocks: [1, 5, 15].map((minutes) => ({ minutes, squares: 2, expected: 1, freedom: 9 })),
  variance,
  varianceSquared: variance,
});
const rollout = (n: number) => ({ rolloutId: `api-v${n}`, metrics: { key: sums(n) } });

describe('what good rollouts left behind', () => {
  it('begins with nothing, and is read as it was written, newest first', () => {
    expect(readLearned(null)).toEqual([]);
    const text = withRollout(withRollout(null, rollout(1)), rollout(2));
    expect(readLearned(text)).toEqual([rollout(2), rollout(1)]);
  });

  it('is the same once more if a rollout is stored twice', () => {
    const text = withRollout(withRollout(null, rollout(1)), rollout(2));
    expect(withRollout(text, { ...rollout(1), metrics: {} })).toBe(text);
  });

  it('keeps the newest ten', () => {
    const text = Array.from({ length: 12 }, (_, n) => rollout(n)).reduce<string | null>(withRollout, null);
    expect(readLearned(text).map(({ rolloutId }) => rolloutId)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `api-v${n}`),
    );
    expect(text?.length).toBeLessThan(10 * 400);
  });

  it.each([
    ['no JSON', '{', []],
    ['no list', '{}', []],
    [
      'a rollout of another shape among good ones',
      JSON.stringify([{ rolloutId: 'x' }, rollout(1)]),
      [rollout(1)],
    ],
  ])('survives %s, and is replaced by the next', (_, text, kept) => {
    expect(readLearned(text)).toEqual(kept);
    expect(readLearned(withRollout(text, rollout(2)))).toEqual([rollout(2), ...kept]);
  });
});
