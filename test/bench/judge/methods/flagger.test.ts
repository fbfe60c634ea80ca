import { describe, expect, it } from '@jest/globals';
import { flagger } from '../../../../bench/judge/methods/flagger.ts';
import { failsAt, times } from '../minutes.ts';

const good = { canary: [100, 1] } as const;
const bad = { canary: [100, 2] } as const;
const options = { mostBad: 0.01, threshold: 1, emptyIsGood: false };

describe('Flagger', () => {
  it('rolls back at the tick after the failed check', () => {
    expect(failsAt(flagger(1, options), [good, bad, good, good])).toBe(2);
  });

  it('adds failed checks up over the whole rollout', () => {
    const minutes = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? bad : good));
    // The tenth failed check is that of minute 18.
    expect(failsAt(flagger(1, { ...options, threshold: 10 }), minutes)).toBe(19);
  });

  it('takes no data for a failed check', () => {
    expect(failsAt(flagger(1, options), times(2, { canary: [0, 0] }))).toBe(1);
    expect(failsAt(flagger(1, { ...options, emptyIsGood: true }), times(9, { canary: [0, 0] }))).toBe(-1);
  });
});
