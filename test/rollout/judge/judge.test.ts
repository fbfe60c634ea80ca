import { describe, expect, it } from '@jest/globals';
import { type JudgeInput, judge, summarise } from '../../../rollout/judge/index.ts';
import { counts, errors, minutes, observed, rollout, START } from './a-rollout.ts';

const conversion = { name: 'conversion', direction: 'higher-is-better', unit: 'request' } as const;
const early = { falseRollbackRate: 0.01, advanceEarly: true, metrics: [errors] };
const good = minutes(28, [5700, 6], [300, 0]);

/** Minutes from the start to the verdict `fail`, looking every minute; null if it never comes. */
function minutesToFail(input: JudgeInput): number | null {
  for (let minute = 0; minute <= 60; minute++) {
    if (judge({ ...input, nowMinute: START + minute }).verdict === 'fail') return minute;
  }
  return null;
}

describe('harm', () => {
  // A finished minute is judged 2 minutes later: the first at 3, the first after the warm-up at 4.
  it.each([
    ['total failure of 300 a minute, seen in the warm-up', minutes(60, [5700, 6], [300, 300]), 3],
    ['total failure of 20 a minute: two minutes', minutes(60, [380, 0], [20, 20]), 4],
    ['half of them fail', minutes(60, [5700, 6], [300, 150]), 3],
    ['twenty times the errors: the warm-up and one more minute', minutes(60, [5700, 6], [300, 6]), 4],
    [
      'harm that starts late',
      [...minutes(40, [5700, 6], [300, 0]), ...minutes(20, [5700, 6], [300, 9], 40)],
      45,
    ],
    ['an incident in both slots', minutes(60, [5700, 3000], [300, 158]), null],
    ['no harm', minutes(60, [5700, 6], [300, 0]), null],
    ['the last minute, if still filling, is not looked at', minutes(1, [5700, 6], [300, 300], 59), null],
  ] as const)('%s', (_, buckets, expected) => {
    expect(minutesToFail(rollout({ observations: [observed(buckets)] }))).toBe(expected);
  });

  it('is a fall where higher is better', () => {
    const plan = { metrics: [conversion] };
    const with3Percent = (good: number) =>
      rollout({
        plan,
        observations: [{ ...observed(minutes(60, [5700, 171], [300, good])), name: 'conversion' }],
      });
    expect(minutesToFail(with3Percent(9))).toBe(null);
    expect(minutesToFail(with3Percent(20))).toBe(null);
    expect(minutesToFail(with3Percent(0))).toBeLessThan(10);
    const verdict = judge({ ...with3Percent(1), nowMinute: START + 30 });
    expect(verdict).toMatchObject({ verdict: 'fail', rule: 'harm-proved' });
    expect(verdict.sentence).toMatch(
      /^conversion fell .*27 good of 8,100 .* at most \d+% of stable's rate\.$/,
    );
  });

  it('at 100% is told by the recorded hour, or by what stable did before', () => {
    const atFull = {
      step: { number: 2, weightPercent: 100, enteredMinute: START + 20, bakeMinutes: 30 },
      weights: [
        { minute: START, percent: 5 },
        { minute: START + 20, percent: 100 },
      ],
    };
    const buckets = [...minutes(20, [5700, 6], [300, 0]), ...minutes(40, [10, 0], [5990, 36], 20)];
    const baseline = counts([360_000, 360]);
    expect(minutesToFail(rollout({ ...atFull, observations: [observed(buckets, { baseline })] }))).toBe(25);
    expect(minutesToFail(rollout({ ...atFull, observations: [observed(buckets)] }))).toBe(25);
  });

  it('is proved by evidence that just reaches the level, and not by less', () => {
    const slight = [...minutes(3, [5700, 6], [300, 0]), ...minutes(15, [5700, 6], [300, 1], 3)];
    const verdictAt = (falseRollbackRate: number) =>
      judge(rollout({ plan: { falseRollbackRate, metrics: [errors] }, observations: [observed(slight)] }));
    const { lnE, verdict } = verdictAt(0.01);
    expect(verdict).toBe('continue');
    // So slight that no minute meets its cap: the evidence is the same, whatever level is asked for.
    const reached = verdictAt(Math.exp(-lnE));
    expect(reached).toMatchObject({ verdict: 'fail', lnE, lnThreshold: lnE });
    expect(verdictAt(Math.exp(-lnE - 1e-9))).toMatchObject({ verdict: 'continue', lnE });
  });

  it('stops, and is no unproven pass', () => {
    const bad = observed(minutes(18, [5700, 6], [300, 9]));
    expect(judge(rollout({ observations: [bad] }))).toMatchObject({
      verdict: 'fail',
      hold: true,
      unproven: false,
    });
  });

  it.each([
    ['one metric', [{}], 100],
    ['three', [{}, {}, {}], 300],
    ['two, and two dry runs', [{}, { dryRun: true }, { dryRun: false }, { dryRun: true }], 200],
    ['only a dry run', [{ dryRun: true }], 100],
  ])('of one metric alone needs the evidence for all that decide: %s', (_, changes, es) => {
    const metrics = changes.map((change, i) => ({ ...errors, ...change, name: `m${i}` }));
    const verdict = judge(rollout({ plan: { metrics } }));
    for (const metric of verdict.metrics) expect(Math.exp(metric.lnThreshold)).toBeCloseTo(es, 9);
    expect(Math.exp(judge(rollout({ plan: { metrics, falseRollbackRate: 0.02 } })).lnThreshold)).toBeCloseTo(
      50,
      9,
    );
  });

  it('has a cap for each minute that grows with the metrics that decide', () => {
    // All of 199 requests fail in one minute, which may bring half of what is needed, however many metrics there are.
    const oneMinute = [...minutes(1, [5700, 6], [199, 0]), ...minutes(1, [5700, 6], [199, 199], 1)];
    const lnEOf = (metrics: number): number => {
      const names = Array.from({ length: metrics }, (_, i) => `m${i}`);
      const plan = { metrics: names.map((name) => ({ ...errors, name })) };
      const observations = names.map((name) => ({ ...observed(oneMinute), name }));
      return judge(rollout({ plan, nowMinute: START + 4, observations })).metrics[0]?.lnE ?? Number.NaN;
    };
    expect(lnEOf(5) - lnEOf(1)).toBeCloseTo(Math.log(5) / 2, 1);
  });

  it('is told of the metric with the most evidence, the first by name if they are alike', () => {
    const bad = (name: string, canaryBad: number) => ({
      ...observed(minutes(18, [5700, 6], [300, canaryBad])),
      name,
    });
    const sentenceOf = (observations: readonly ReturnType<typeof bad>[]): string =>
      judge(
        rollout({ plan: { metrics: observations.map(({ name }) => ({ ...errors, name })) }, observations }),
      ).sentence;
    expect(sentenceOf([bad('a', 20), bad('b', 30), bad('c', 9)])).toMatch(/^b rose/);
    expect(sentenceOf([bad('c', 30), bad('b', 9), bad('a', 20)])).toMatch(/^c rose/);
    expect(sentenceOf([bad('b', 30), bad('a', 30), bad('c', 30)])).toMatch(/^a rose/);
  });

  it('asks more when several metrics are looked at, and nothing for a dry run', () => {
    const quiet = { ...observed(good), name: 'latency' };
    const bad = observed(minutes(60, [5700, 6], [300, 9]));
    const two = rollout({
      plan: { metrics: [errors, { ...errors, name: 'latency' }] },
      observations: [bad, quiet],
    });
    expect(judge(two)).toMatchObject({ verdict: 'fail', sentence: expect.stringMatching(/^errors rose/) });
    const dry = rollout({
      plan: {
        metrics: [
          { ...errors, dryRun: true },
          { ...errors, name: 'latency' },
        ],
      },
      observations: [bad, quiet],
    });
    const verdict = judge(dry);
    expect(verdict.verdict).toBe('continue');
    expect(verdict.hold).toBe(false);
    expect(verdict.metrics[0]).toMatchObject({ dryRun: true, verdict: 'fail' });
  });
});

describe('going on', () => {
  it.each([
    ['safe before the bake is over: bake on', rollout(), 'continue', 'safe-but-baking', false],
    ['safe, and may advance early', rollout({ plan: early }), 'pass', 'safe-proved', false],
    [
      'safe, but the least time is not over',
      rollout({
        plan: early,
        step: { number: 1, weightPercent: 5, enteredMinute: START, minMinutes: 25, bakeMinutes: 30 },
      }),
      'continue',
      'safe-but-baking',
      false,
    ],
    [
      'safe at the end of the bake',
      rollout({ nowMinute: START + 30, observations: [observed(good)] }),
      'pass',
      'safe-proved',
      false,
    ],
    [
      'nothing proved before the end of the bake',
      rollout({ observations: [observed(minutes(18, [570, 1], [30, 0]))] }),
      'continue',
      'baking',
      false,
    ],
    [
      'nothing proved at the end of the bake',
      rollout({ nowMinute: START + 30, observations: [observed(minutes(28, [570, 1], [30, 0]))] }),
      'pass',
      'bake-over',
      true,
    ],
    [
      'no minute judged yet',
      rollout({ nowMinute: START + 1, observations: [observed([])] }),
      'continue',
      'baking',
      false,
    ],
  ] as const)('%s', (_, input, verdict, rule, unproven) => {
    expect(judge(input)).toMatchObject({ verdict, rule, unproven, hold: false });
  });

  it('says what is still at stake', () => {
    expect(
      judge(rollout({ nowMinute: START + 30, observations: [observed(good)] })).sentence,
    ).toMatchInlineSnapshot(`"Safe to go on: the canary is no worse than stable (errors)."`);
    expect(
      judge(rollout({ nowMinute: START + 30, observations: [observed(minutes(28, [190, 0], [10, 0]))] }))
        .sentence,
    ).toMatchInlineSnapshot(
      `"The bake is over with no sign of harm, but safety is unproven: at most 1.8% of 270 canary requests may be failing because of this version (errors). Cannot judge errors within this bake: too little traffic."`,
    );
    expect(
      judge(rollout({ observations: [observed(minutes(18, [5700, 6], [300, 9]))] })).sentence,
    ).toMatchInlineSnapshot(
      `"errors rose with the new version: 153 of 5,100 on the canary (3%), 102 of 96,900 on stable (0.11%), at least 18 times stable's rate."`,
    );
  });

  it.each([
    ['three minutes are the least, if the step does not say', 3, undefined, 'pass'],
    ['sooner than three', 2.99, undefined, 'continue'],
    ['the least that the step says', 2, 2, 'pass'],
    ['sooner than the step says', 9.99, 10, 'continue'],
  ] as const)('early: %s', (_, baked, minMinutes, verdict) => {
    const step = { number: 1, weightPercent: 5, enteredMinute: START, bakeMinutes: 30 };
    const input = rollout({
      plan: { ...early, metrics: [{ ...errors, lagMinutes: 0, warmUpMinutes: 0 }] },
      step: minMinutes === undefined ? step : { ...step, minMinutes },
      nowMinute: START + baked,
      observations: [observed(minutes(18, [5_700_000, 6000], [300_000, 100]))],
    });
    expect(judge(input)).toMatchObject({
      verdict,
      rule: verdict === 'pass' ? 'safe-proved' : 'safe-but-baking',
    });
  });

  it.each([
    [20, 'the bake goes on for 10 minutes.'],
    [20.5, 'the bake goes on for 10 minutes.'],
    [28.5, 'the bake goes on for 2 minutes.'],
    [29.1, 'the bake goes on for 1 minute.'],
  ])('says how long the bake goes on: %d', (minute, says) => {
    const { sentence } = judge(rollout({ nowMinute: START + minute, observations: [observed(good)] }));
    expect(sentence.split('; ').at(-1)).toBe(says);
  });

  it('names all that cannot be judged, by name', () => {
    const few = minutes(18, [190, 0], [10, 0]);
    const { sentence, metrics } = judge(
      rollout({
        plan: { metrics: ['c', 'a', 'b'].map((name) => ({ ...errors, name })) },
        observations: ['a', 'b', 'c'].map((name) => ({ ...observed(name === 'b' ? good : few), name })),
      }),
    );
    expect(sentence).toMatch(/ Cannot judge a, c within this bake: too little traffic\.$/);
    expect(metrics.map(({ name }) => name)).toEqual(['c', 'a', 'b']);
  });

  it('one metric that is not safe is enough to wait', () => {
    const latency = { ...errors, name: 'latency' };
    const few = { ...observed(minutes(18, [57, 1], [3, 0])), name: 'latency' };
    const two = rollout({
      plan: { ...early, metrics: [errors, latency] },
      observations: [observed(good), few],
    });
    expect(judge(two)).toMatchObject({ verdict: 'continue', rule: 'baking' });
  });
});

it('clients need more minutes and more evidence than requests', () => {
  const byClient = { metrics: [{ ...errors, unit: 'client' as const }] };
  const observations = [observed(minutes(60, [5700, 6], [300, 6]))];
  expect(minutesToFail(rollout({ observations }))).toBe(4);
  expect(minutesToFail(rollout({ plan: byClient, observations }))).toBe(6);
});

it('a summary of five metrics stays below 2 KB', () => {
  const names = ['errors', 'latency', 'conversion', 'checkout errors', 'feedback'];
  const busy = minutes(120, [9_876_543, 12_345], [1_234_567, 1_543]);
  const verdict = judge(
    rollout({
      plan: { metrics: names.map((name) => ({ ...errors, name })) },
      nowMinute: START + 122,
      observations: names.map((name) => ({ ...observed(busy), name })),
    }),
  );
  expect(JSON.stringify(summarise(verdict)).length).toBeLessThan(2048);
});

describe('several metrics that hold', () => {
  const plan = { metrics: ['a', 'b', 'c'].map((name) => ({ ...errors, name })) };
  const suspicious = [...minutes(3, [5700, 6], [300, 0]), ...minutes(15, [5700, 6], [300, 1], 3)];

  it.each([
    [
      'the first rule of the table, whatever its metric',
      { a: suspicious, c: 'denied', b: 'failed' },
      'metric-denied',
      /^c /,
    ],
    ['the first by name, if one rule holds two', { c: 'failed', b: 'failed' }, 'metric-failed', /^b /],
    ['what can be read', { c: suspicious }, 'harm-suspected', /^c looks worse/],
  ] as const)('%s', (_, odd, rule, says) => {
    const observations = plan.metrics.map(({ name }) => {
      const what = (odd as Record<string, typeof suspicious | 'denied' | 'failed'>)[name] ?? good;
      return typeof what === 'string'
        ? { ...observed(good), name, status: what }
        : { ...observed(what), name };
    });
    for (const metrics of [plan.metrics, plan.metrics.toReversed()]) {
      const verdict = judge(rollout({ plan: { metrics }, observations }));
      expect(verdict).toMatchObject({ verdict: 'continue', hold: true, unproven: false, rule });
      expect(verdict.sentence).toMatch(says);
    }
  });
});

describe('the traffic itself', () => {
  const named = (name: string, buckets: ReturnType<typeof minutes>) => ({ ...observed(buckets), name });
  const plan = { metrics: ['a', 'b'].map((name) => ({ ...errors, name })) };
  const silent = [...minutes(12, [5700, 6], [300, 0]), ...minutes(6, [5700, 6], [0, 0], 12)];

  it.each([
    [
      'is told by the busiest metric',
      [named('a', minutes(18, [100, 0], [100, 0])), named('b', minutes(18, [150, 0], [10, 0]))],
      'wrong-share',
    ],
    [
      'and by none that is less busy',
      [named('a', minutes(18, [100, 0], [100, 0])), named('b', minutes(18, [195, 0], [10, 0]))],
      'baking',
    ],
    [
      'is not told by what cannot be read',
      [{ ...named('a', minutes(18, [100, 0], [100, 0])), status: 'failed' as const }, named('b', good)],
      'metric-failed',
    ],
    [
      'is silent for the longest silence of a metric',
      [named('a', silent), named('b', minutes(18, null, null))],
      'canary-silent',
    ],
    [
      'is not silent if one metric hears the canary',
      [named('a', silent), named('b', good)],
      'canary-unmeasured',
    ],
  ] as const)('%s', (_, observations, rule) => {
    const hold = rule !== 'baking';
    expect(judge(rollout({ plan, observations }))).toMatchObject({ rule, hold, unproven: false });
  });

  it('returns after as many silent minutes as the plan says', () => {
    const verdictAfter = (silentMinutes: number) =>
      judge(rollout({ plan: { metrics: [errors], silentMinutes }, observations: [observed(silent)] }))
        .verdict;
    expect(verdictAfter(6)).toBe('fail');
    expect(verdictAfter(7)).toBe('continue');
  });
});
