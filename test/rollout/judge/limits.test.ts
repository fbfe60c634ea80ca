import { describe, expect, it } from '@jest/globals';
import { judge } from '../../../rollout/judge/index.ts';
import { counts, errors, minutes, observed, rollout, START } from './a-rollout.ts';

const limited = { metrics: [{ ...errors, limit: 0.01 }] };

describe('an absolute limit', () => {
  it.each([
    [
      'kept, though much worse than stable',
      minutes(18, [5700, 1], [300, 1]),
      'continue',
      /no sign of harm|safe/i,
    ],
    ['broken', minutes(18, [5700, 6], [300, 9]), 'fail', /^errors broke its limit of 1%: 153 of 5,100/],
    ['broken by both', minutes(18, [5700, 570], [300, 30]), 'fail', /broke its limit/],
    ['broken without stable', minutes(18, null, [6000, 120]), 'fail', /broke its limit/],
  ] as const)('%s', (_, buckets, verdict, says) => {
    const said = judge(rollout({ plan: limited, observations: [observed(buckets)] }));
    expect(said.verdict).toBe(verdict);
    expect(said.sentence).toMatch(says);
  });

  it('is proved kept', () => {
    const good = observed(minutes(28, [5700, 0], [300, 0]));
    const said = judge(rollout({ plan: limited, nowMinute: START + 30, observations: [good] }));
    expect(said).toMatchObject({ verdict: 'pass', rule: 'safe-proved' });
  });

  it('is a floor where higher is better', () => {
    const conversion = { ...errors, direction: 'higher-is-better' as const, limit: 0.03 };
    const fallen = observed(minutes(18, [5700, 171], [300, 2]));
    expect(judge(rollout({ plan: { metrics: [conversion] }, observations: [fallen] })).verdict).toBe('fail');
    const kept = observed(minutes(18, [5700, 171], [300, 10]));
    expect(judge(rollout({ plan: { metrics: [conversion] }, observations: [kept] })).verdict).toBe(
      'continue',
    );
  });
});

describe('where assignments last', () => {
  const lasting = { metrics: [{ ...errors, unit: 'client' as const, lasting: true }] };
  const baseline = counts([360_000, 360]);
  const verdictOf = (buckets: ReturnType<typeof minutes>) =>
    judge(rollout({ plan: lasting, nowMinute: START + 42, observations: [observed(buckets, { baseline })] }))
      .verdict;

  it.each([
    ['clients that took their errors along', minutes(40, [4500, 1], [1500, 5]), 'not fail'],
    ['an incident in both slots', minutes(40, [4500, 45], [1500, 15]), 'not fail'],
    ['harm', minutes(40, [4500, 5], [1500, 30]), 'fail'],
  ] as const)('%s', (_, buckets, expected) => {
    expect(verdictOf(buckets) === 'fail' ? 'fail' : 'not fail').toBe(expected);
  });

  it('only the canary against stable is left without a record', () => {
    const moved = observed(minutes(40, [4500, 1], [1500, 5]));
    expect(judge(rollout({ plan: lasting, nowMinute: START + 42, observations: [moved] })).verdict).toBe(
      'fail',
    );
  });
});
