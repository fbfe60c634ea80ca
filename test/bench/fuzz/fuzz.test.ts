import { describe, expect, it } from '@jest/globals';
import { feed, inputsOf } from '../../../bench/fuzz/batch.ts';
import { batchesOf } from '../../../bench/fuzz/index.ts';
import { targets } from '../../../bench/fuzz/targets/index.ts';

/** A slice of `npm run bench -- fuzz`. Time is not looked at: other tests run beside this one. */
describe.each(targets.map(({ name }) => name))('%s', (target) => {
  it.each(['sample', 'description'] as const)('refuses clearly what is made from a %s', async (from) => {
    const { found, accepted, refused } = await feed({ target, from, seed: 20, inputs: 60 });
    expect(found.filter(({ what }) => !what.startsWith('took'))).toEqual([]);
    expect(accepted + refused).toBe(60);
    // What is always refused, at the first look, says nothing about the rest.
    expect(accepted).toBeGreaterThan(0);
  });

  it('makes the same inputs of the same seed', () => {
    const batch = { target, from: 'sample', seed: 3, inputs: 5 } as const;
    expect(JSON.stringify(inputsOf(batch))).toBe(JSON.stringify(inputsOf(batch)));
  });
});

it('is over a million inputs in all', () => {
  const all = batchesOf({ share: 1, seed: 1 });
  expect(all.reduce((sum, { inputs }) => sum + inputs, 0)).toBeGreaterThan(1_000_000);
});
