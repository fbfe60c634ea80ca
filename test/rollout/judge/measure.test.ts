import { describe, expect, it } from '@jest/globals';
import { type Bucket, type JudgeInput, judge, settingsOf, timeline } from '../../../rollout/judge/index.ts';
import { measure } from '../../../rollout/judge/measure.ts';
import { counts, errors, minutes, observed, rollout, START } from './a-rollout.ts';

const needs = { decidingMetrics: 1, falseRollbackRate: 0.01 };
const measured = (input: JudgeInput) => {
  const [plan = errors] = input.plan.metrics;
  return measure(settingsOf(plan, input.plan.calm), input, timeline(input.weights), needs);
};

/** Minutes from the start to the verdict `fail`, looking every minute; null if it never comes. */
function minutesToFail(input: JudgeInput): number | null {
  for (let minute = 0; minute <= 60; minute++) {
    if (judge({ ...input, nowMinute: START + minute }).verdict === 'fail') return minute;
  }
  return null;
}

describe('the minutes of the present step', () => {
  const buckets = minutes(20, [5700, 6], [300, 0]);
  const settledFrom = (
    enteredMinute: number,
    weightMinute: number,
    warmUpMinutes: number,
  ): number | undefined => {
    const { settledInStep } = measured(
      rollout({
        plan: { metrics: [{ ...errors, warmUpMinutes }] },
        step: { number: 2, weightPercent: 25, enteredMinute: START + enteredMinute, bakeMinutes: 30 },
        weights: [
          { minute: START, percent: 5 },
          { minute: START + weightMinute, percent: 25 },
        ],
        observations: [observed(buckets)],
      }),
    );
    expect(settledInStep.at(-1)?.minute).toBe(START + 17);
    return settledInStep[0] && settledInStep[0].minute - START;
  };

  it.each([
    ['begin after its warm-up', 10, 10, 1, 11],
    ['begin at once without a warm-up', 10, 10, 0, 10],
    ['begin with the minute in which it was entered', 10.5, 10, 0, 10],
    ['do not wait for a weight that came later', 10, 12.5, 0, 10],
    ['begin after a warm-up that lasts', 10.5, 10.5, 3, 14],
  ])('%s', (_, entered, weight, warmUp, first) => {
    expect(settledFrom(entered, weight, warmUp)).toBe(first);
  });
});

describe('a metric that nobody observed', () => {
  it('is missing and says nothing', () => {
    const nothing = measured(rollout({ observations: [observed([], { name: 'latency' })] }));
    expect(nothing.observation).toEqual({ name: 'errors', status: 'missing', buckets: [] });
    expect(nothing).toMatchObject({ excessUpperBound: 1, relativeRisk: null, settledInStep: [] });
    expect(nothing.lnHarm).toBeCloseTo(0, 12);
    expect(nothing.lnSafe).toBeCloseTo(0, 12);
  });
});

describe('in how many minutes harm shows', () => {
  const good = [5700, 6] as const;
  const late = (bad: number, from: readonly [number, number] | null = good): readonly Bucket[] => [
    ...minutes(40, from, [300, 0]),
    ...minutes(20, from, [300, bad], 40),
  ];
  const byClient = { ...errors, unit: 'client' } as const;

  // The minute in which late harm begins, the 40th, is judged in the 43rd.
  it.each([
    ['requests, severe or total', { metrics: [errors] }, 44],
    ['clients, severe', { metrics: [byClient] }, 46],
    ['clients of a calm service, severe', { metrics: [{ ...byClient, phi: 1, sigma2: 0 }], calm: true }, 44],
  ])('late: %s', (_, plan, minute) => {
    expect(minutesToFail(rollout({ plan, observations: [observed(late(100))] }))).toBe(minute);
  });

  it.each([
    ['from the start, the warm-up included', minutes(20, good, [300, 300]), 4],
    ['late', late(300), 45],
    ['late, without stable', late(300, null), 45],
  ])('a total failure breaks a limit in two minutes at least, like any harm: %s', (_, buckets, minute) => {
    const plan = { metrics: [{ ...errors, limit: 0.01 }] };
    expect(minutesToFail(rollout({ plan, observations: [observed(buckets)] }))).toBe(minute);
  });
});

describe('where assignments last', () => {
  // Five of six bad requests are the canary's, but there were as many before it: clients took them along.
  const moved = minutes(40, [4500, 1], [1500, 5]);
  const lasting = { metrics: [{ ...errors, unit: 'client', lasting: true }] } as const;
  const baseline = counts([360_000, 360]);
  const lnHarm = (plan: JudgeInput['plan'], buckets: readonly Bucket[]): number =>
    measured(rollout({ plan, nowMinute: START + 42, observations: [observed(buckets, { baseline })] }))
      .lnHarm;

  it('the lesser of the two witnesses counts', () => {
    const apart = lnHarm({ metrics: [{ ...errors, unit: 'client' }] }, moved);
    expect(apart).toBeGreaterThan(5);
    expect(lnHarm(lasting, moved)).toBeLessThan(0);
    // With real harm both slots together are worse than before by far: the canary against stable decides.
    const harmful = minutes(40, [45_000, 45], [15_000, 600]);
    expect(lnHarm(lasting, harmful)).toBe(lnHarm({ metrics: [{ ...errors, unit: 'client' }] }, harmful));
  });

  it('an incident in the warm-up says nothing of both slots together', () => {
    const incident = [...minutes(1, [4500, 450], [1500, 150]), ...moved.slice(1)];
    expect(lnHarm(lasting, incident)).toBeLessThan(0);
  });

  it('a limit needs no second witness', () => {
    const limited = { ...errors, unit: 'client', limit: 0.001 } as const;
    expect(lnHarm({ metrics: [{ ...limited, lasting: true }] }, moved)).toBe(
      lnHarm({ metrics: [limited] }, moved),
    );
    expect(lnHarm({ metrics: [limited] }, moved)).toBeGreaterThan(5);
  });
});
