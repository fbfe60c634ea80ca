import { describe, expect, it } from '@jest/globals';
import { isTotalFailure } from '../../../rollout/judge/total-failure.ts';
import { counts, type Pair } from './a-rollout.ts';

describe('total failure', () => {
  it.each<[string, Pair, Pair, boolean]>([
    ['half of 20 fail', [100, 0], [20, 10], true],
    ['less than half of 20 fail', [100, 0], [20, 9], false],
    ['half of an odd number', [100, 0], [21, 10], false],
    ['more than half of an odd number', [100, 0], [21, 11], true],
    ['all of 19 fail: too few to say', [100, 0], [19, 19], false],
    ['a tenth of stable fails too', [100, 10], [20, 20], true],
    ['more than a tenth of stable fails too: an incident', [100, 11], [20, 20], false],
    ['one stable request that is well', [1, 0], [20, 20], true],
    ['no stable request that could be well', [0, 0], [20, 20], false],
  ])('%s', (_, stable, canary, expected) => {
    expect(isTotalFailure({ stable: counts(stable), canary: counts(canary) })).toBe(expected);
  });
});
