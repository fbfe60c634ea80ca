import { describe, expect, it } from '@jest/globals';
import { isEvidence } from '../../../rollout/judge/minute.ts';

describe('a minute', () => {
  it.each([
    ['paired', true],
    ['reference', true],
    ['total', false],
    ['witness', false],
    ['none', false],
  ] as const)('that serves as %s', (use, expected) => {
    expect(isEvidence({ use })).toBe(expected);
  });
});
