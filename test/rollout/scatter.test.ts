import { describe, expect, it } from '@jest/globals';
import type { MetricPlan } from '../../rollout/judge/index.ts';
import { residuals } from '../../rollout/judge/index.ts';
import { metricKey } from '../../rollout/metric-key.ts';
import { scatter } from '../../rollout/scatter.ts';
import { minutes, observed, type Pair, START } from './judge/a-rollout.ts';

const config = { kind: 'cloudwatch', name: 'errors', total: 'Requests', bad: 'Errors' };
const errors: MetricPlan = { name: 'errors', direction: 'lower-is-better', unit: 'client' };
const key = metricKey(config, 'client');
const plan = {
  metrics: [config],
  judge: { falseRollbackRate: 0.01, advanceEarly: false, calm: false, metrics: [errors] },
};

/** Two steps of ten minutes, then all traffic; the first minute of each weight is a warm-up. */
const shifts = [
  { atMillis: START * 60_000, weightPercent: 5 },
  { atMillis: (START + 10) * 60_000, weightPercent: 25 },
  { atMillis: (START + 20) * 60_000, weightPercent: 100 },
];
const bad = (n: number): Pair => [300, n];
const buckets = [
  ...minutes(1, [5700, 6], bad(99)),
  ...minutes(4, [5700, 6], bad(0), 1),
  ...minutes(5, [5700, 6], bad(4), 5),
  ...minutes(1, [4500, 6], bad(99), 10),
  ...minutes(9, [4500, 6], [1500, 3], 11),
  ...minutes(9, [10, 10], [6000, 6], 20),
];

const learn = (change: Parameters<typeof observed>[1] = {}) =>
  scatter(plan, shifts, [observed(buckets, change)], START + 60);

describe('scatter', () => {
  it('is that of the minutes of each step, without warm-ups and without those at 100%', () => {
    const pair = (stable: Pair, canary: Pair) => ({
      stable: { total: stable[0], bad: stable[1] },
      canary: { total: canary[0], bad: canary[1] },
    });
    const first = [0, 0, 0, 0, 4, 4, 4, 4, 4].map((n) => pair([5700, 6], bad(n)));
    const second = Array.from({ length: 9 }, () => pair([4500, 6], [1500, 3]));
    const expected = residuals([first, second]);
    expect(learn()[key]?.variance).toBeCloseTo(expected.variance, 4);
    expect(learn()[key]?.blocks.map(({ squares }) => squares)).toEqual(
      expected.blocks.map(({ squares }) => expect.closeTo(squares, 4)),
    );
    expect(learn()[key]?.blocks.map(({ freedom }) => freedom)).toEqual([16, 2, 0]);
  });

  it('leaves out minutes whose data may still arrive', () => {
    const early = scatter(plan, shifts, [observed(buckets)], START + 18);
    expect(early[key]?.blocks[0]?.freedom).toBe(8 + 4);
  });

  it.each(['missing', 'throttled', 'denied', 'failed'] as const)(
    'learns nothing of a metric that is %s',
    (status) => {
      expect(learn({ status })).toEqual({});
    },
  );

  it('learns nothing where nothing happened, and nothing of a metric that nobody judged', () => {
    expect(scatter(plan, shifts, [observed(minutes(9, [5700, 0], [300, 0], 1))], START + 60)).toEqual({});
    expect(scatter(plan, shifts, [{ ...observed(buckets), name: 'latency' }], START + 60)).toEqual({});
  });

  it('is a dozen numbers, however long the rollout was', () => {
    expect(JSON.stringify(learn()).length).toBeLessThan(300);
  });
});
