import { describe, expect, it } from '@jest/globals';
import { judgePlanSchema, metricPlanSchema } from '../../../rollout/judge/index.ts';

const metric = { name: 'errors', direction: 'lower-is-better', unit: 'request' };

describe('the plan of a metric', () => {
  it.each([
    ['name', ['e'], ['', 7]],
    ['direction', ['lower-is-better', 'higher-is-better'], ['lower', undefined]],
    ['unit', ['request', 'client'], ['session', undefined]],
    ['limit', [0.001, 0.999, undefined], [0, 1, -0.1]],
    ['lasting', [true, false, undefined], ['yes']],
    ['tolerance', [0, 0.25, 1], [-0.001, 1.001]],
    ['absoluteTolerance', [0, 1], [-0.001, 1.001]],
    ['safeMargin', [0, 1], [-0.001, 1.001]],
    ['absoluteSafeMargin', [0, 1], [-0.001, 1.001]],
    ['minBadBuckets', [1, 7], [0, 1.5]],
    ['phi', [1, 40], [0.999, Number.NaN]],
    ['sigma2', [0, 3], [-0.001, Number.POSITIVE_INFINITY]],
    ['lagMinutes', [0, 0.5, 15], [-1]],
    ['warmUpMinutes', [0, 0.5, 15], [-1]],
    ['dryRun', [true, false, undefined], [1]],
    ['colour', [], ['red']],
  ] as const)('%s', (key, good, bad) => {
    for (const value of good)
      expect(metricPlanSchema.safeParse({ ...metric, [key]: value }).success).toBe(true);
    for (const value of bad)
      expect(metricPlanSchema.safeParse({ ...metric, [key]: value }).success).toBe(false);
  });
});

describe('the plan of a rollout', () => {
  it('has defaults for all but the metrics', () => {
    expect(judgePlanSchema.parse({ metrics: [metric] })).toEqual({
      falseRollbackRate: 0.01,
      calm: false,
      advanceEarly: false,
      silentMinutes: 5,
      metrics: [metric],
    });
  });

  it.each([
    ['falseRollbackRate', [0.001, 0.999], [0, 1]],
    ['calm', [true], ['calm']],
    ['advanceEarly', [true], ['early']],
    ['silentMinutes', [1, 60], [0, 2.5]],
    ['metrics', [[]], [undefined, [{ name: 'errors' }], [{ ...metric, colour: 'red' }]]],
    ['colour', [], ['red']],
  ] as const)('%s', (key, good, bad) => {
    for (const value of good)
      expect(judgePlanSchema.safeParse({ metrics: [], [key]: value }).success).toBe(true);
    for (const value of bad)
      expect(judgePlanSchema.safeParse({ metrics: [], [key]: value }).success).toBe(false);
  });
});
