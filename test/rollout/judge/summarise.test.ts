import { describe, expect, it } from '@jest/globals';
import { summarise, type Verdict } from '../../../rollout/judge/index.ts';
import { counts } from './a-rollout.ts';

const metric = {
  name: 'errors',
  verdict: 'continue',
  hold: false,
  rule: 'undecided',
  sentence: 'errors proves nothing yet.',
  dryRun: false,
  counts: { stable: counts([5700.4, 5.5]), canary: counts([299.5, 0.49]) },
  relativeRisk: { estimate: 1.23456, low: 0.0123456, high: 1000 },
  lnE: -1.234_56,
  lnThreshold: 4.605_17,
  lnSafe: 1.995_01,
  lnSafeThreshold: 2.995_73,
  excessUpperBound: 0.001_234_56,
  notes: ['too-little-traffic'],
} as const;

const verdict: Verdict = {
  verdict: 'continue',
  hold: true,
  unproven: false,
  rule: 'baking',
  sentence: 'No sign of harm so far.',
  lnE: 0.126_01,
  lnThreshold: 6.214_61,
  metrics: [metric, { ...metric, name: 'latency', relativeRisk: null, excessUpperBound: 1 }],
};

describe('a summary', () => {
  const [errors, latency] = summarise(verdict).metrics;

  it('keeps what was decided, and evidence to a hundredth', () => {
    const { metrics: _, ...rest } = summarise(verdict);
    expect(rest).toEqual({
      verdict: 'continue',
      hold: true,
      unproven: false,
      rule: 'baking',
      sentence: 'No sign of harm so far.',
      lnE: 0.13,
      lnThreshold: 6.21,
    });
  });

  it('keeps metrics without their sentences, whole counts and three digits', () => {
    expect(errors).toEqual({
      name: 'errors',
      verdict: 'continue',
      hold: false,
      rule: 'undecided',
      dryRun: false,
      counts: { stable: { total: 5700, bad: 6 }, canary: { total: 300, bad: 0 } },
      relativeRisk: { estimate: 1.23, low: 0.0123, high: 1000 },
      lnE: -1.23,
      lnThreshold: 4.61,
      lnSafe: 2,
      lnSafeThreshold: 3,
      excessUpperBound: 0.00123,
      notes: ['too-little-traffic'],
    });
    expect(latency).toMatchObject({ name: 'latency', relativeRisk: null, excessUpperBound: 1 });
  });
});
