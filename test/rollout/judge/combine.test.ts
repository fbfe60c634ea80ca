import { describe, expect, it } from '@jest/globals';
import { combine, LN_HOLD_THRESHOLD, lnRollbackThreshold } from '../../../rollout/judge/combine.ts';

describe('several metrics', () => {
  it.each([
    ['no metric: no evidence', [], 1],
    ['one', [300], 300],
    ['the mean of evidence, not of its logarithms', [1, 499], 250],
    ['a metric without data takes part with 1', [1, 1, 397], 133],
    ['evidence against harm counts too', [0.5, 0.1], 0.3],
  ])('%s', (_, es, mean) => {
    expect(Math.exp(combine(es.map(Math.log)))).toBeCloseTo(mean, 9);
  });

  it('return the traffic at 100 for one false rollback in a hundred, and hold at 5', () => {
    expect(Math.exp(lnRollbackThreshold(0.01))).toBeCloseTo(100, 9);
    expect(Math.exp(lnRollbackThreshold(0.05))).toBeCloseTo(20, 9);
    expect(Math.exp(LN_HOLD_THRESHOLD)).toBeCloseTo(5, 12);
  });
});
