import { describe, expect, it } from '@jest/globals';
import {
  edges,
  type MetricFacts,
  type MinuteFacts,
  type RolloutFacts,
} from '../../../rollout/judge/edges.ts';
import { type JudgeInput, judge } from '../../../rollout/judge/index.ts';
import { counts, errors, minutes, observed, type Pair, rollout, START } from './a-rollout.ts';

const minute = (stable: Pair, canary: Pair, change: Partial<MinuteFacts> = {}): MinuteFacts => ({
  stable: counts(stable),
  canary: counts(canary),
  weightPercent: 5,
  isWarmUp: false,
  direction: 'lower-is-better',
  ...change,
});

const minuteCases: readonly (readonly [number, string, MinuteFacts])[] = [
  [0, 'all canary requests fail', minute([5700, 6], [300, 300])],
  [0, 'half of 20 fail, in the warm-up', minute([5700, 6], [20, 10], { isWarmUp: true })],
  [1, 'the warm-up', minute([5700, 6], [300, 3], { isWarmUp: true })],
  [1, 'the warm-up of an incident in both', minute([5700, 5000], [300, 290], { isWarmUp: true })],
  [1, 'the warm-up of few requests', minute([5700, 6], [19, 19], { isWarmUp: true })],
  [
    1,
    'the warm-up of conversions',
    minute([5700, 6], [300, 300], { isWarmUp: true, direction: 'higher-is-better' }),
  ],
  [2, 'a silent canary', minute([5700, 6], [0, 0])],
  [2, 'nothing at all', minute([0, 0], [0, 0])],
  [3, '100%', minute([0, 0], [6000, 6], { weightPercent: 100 })],
  [3, '100% that fails beside a trickle', minute([30, 0], [6000, 6000], { weightPercent: 100 })],
  [4, 'no stable requests at 95%', minute([0, 0], [6000, 6], { weightPercent: 95 })],
  [5, 'an ordinary minute', minute([5700, 6], [300, 1])],
  [5, 'zero events', minute([5700, 0], [300, 0])],
  [5, '100% that stable still shares', minute([1000, 0], [5000, 6], { weightPercent: 100 })],
  [3, '100% of which stable keeps a twentieth', minute([300, 0], [5700, 6], { weightPercent: 100 })],
  [5, '100% of which stable keeps more', minute([301, 0], [5699, 6], { weightPercent: 100 })],
  [5, '99.9%, and a trickle on stable', minute([6, 0], [5994, 6], { weightPercent: 99.9 })],
];

describe('minutes', () => {
  it.each(minuteCases)('row %i: %s', (row, _, facts) => {
    expect(edges.minute.findIndex(({ applies }) => applies(facts))).toBe(row);
  });

  it('every row has a case', () => {
    expect(new Set(minuteCases.map(([row]) => row)).size).toBe(edges.minute.length);
  });
});

const full = {
  step: { number: 4, weightPercent: 100, enteredMinute: START, bakeMinutes: 30 },
  weights: [{ minute: START, percent: 100 }],
};
const latency = { ...errors, name: 'latency' };
const fine = minutes(18, [5700, 6], [300, 0]);

const ruleCases: readonly (readonly [string, 'fail' | 'hold' | 'note', string, JudgeInput, RegExp])[] = [
  [
    'nothing-to-judge',
    'hold',
    'no metrics',
    rollout({ plan: { metrics: [] }, observations: [] }),
    /No metric decides/,
  ],
  [
    'nothing-to-judge',
    'hold',
    'only a dry run',
    rollout({ plan: { metrics: [{ ...errors, dryRun: true }] } }),
    /No metric decides/,
  ],
  [
    'canary-silent',
    'hold',
    'one silent minute after many',
    rollout({
      observations: [observed([...minutes(17, [5700, 6], [300, 0]), ...minutes(1, [5700, 6], [0, 0], 17)])],
    }),
    /no requests for 1 minute although its 5% .* after 5/,
  ],
  [
    'canary-silent',
    'fail',
    'five silent minutes',
    rollout({
      observations: [observed([...minutes(13, [5700, 6], [300, 0]), ...minutes(5, [5700, 6], null, 13)])],
    }),
    /no requests for 5 minutes/,
  ],
  [
    'canary-silent',
    'fail',
    '100% that sends zeros where thousands are usual',
    rollout({
      ...full,
      observations: [observed(minutes(18, null, [0, 0]), { baseline: counts([360_000, 360]) })],
    }),
    /cannot be reached/,
  ],
  [
    'wrong-share',
    'hold',
    'a share of 30% at 5%',
    rollout({ observations: [observed(minutes(18, [4200, 4], [1800, 2]))] }),
    /gets 30% of the requests where the weight says 5%/,
  ],
  [
    'wrong-share',
    'hold',
    'stable keeps the traffic at 100%',
    rollout({ ...full, observations: [observed(minutes(18, [4800, 4], [1200, 1]))] }),
    /gets 20% .* says 100%/,
  ],
  ...(['missing', 'throttled', 'denied', 'failed'] as const).map(
    (status) =>
      [
        `metric-${status}`,
        'hold',
        `a metric that is ${status}`,
        rollout({ observations: [observed(fine, { status, detail: 'says the source' })] }),
        /errors .*\(says the source\)\.$/,
      ] as const,
  ),
  [
    'metric-missing',
    'hold',
    'a metric that nobody observed',
    rollout({ observations: [] }),
    /errors has no data/,
  ],
  [
    'no-traffic',
    'hold',
    'both slots vanish',
    rollout({
      observations: [observed([...minutes(15, [5700, 6], [300, 0]), ...minutes(3, null, null, 15)])],
    }),
    /no requests from either slot although about 6,000 a minute/,
  ],
  [
    'no-traffic',
    'hold',
    '100% vanishes without a word',
    rollout({
      ...full,
      observations: [observed(minutes(18, null, null), { baseline: counts([360_000, 360]) })],
    }),
    /no requests from either slot/,
  ],
  [
    'canary-unmeasured',
    'hold',
    'latency hears nothing of a canary that errors sees',
    rollout({
      plan: { metrics: [errors, latency] },
      observations: [observed(fine), observed(minutes(18, [5700, 6], null), { name: 'latency' })],
    }),
    /latency reports nothing from the canary/,
  ],
  [
    'canary-unmeasured',
    'hold',
    'latency heard nothing in the newest minute',
    rollout({
      plan: { metrics: [errors, latency] },
      observations: [
        observed(fine),
        observed([...minutes(17, [5700, 6], [300, 0]), ...minutes(1, [5700, 6], null, 17)], {
          name: 'latency',
        }),
      ],
    }),
    /latency reports nothing from the canary/,
  ],
  [
    'harm-suspected',
    'hold',
    'a little harm',
    rollout({
      observations: [observed([...minutes(3, [5700, 6], [300, 0]), ...minutes(15, [5700, 6], [300, 1], 3)])],
    }),
    /errors looks worse .* 15 of 5,100 on the canary/,
  ],
  [
    'no-reference',
    'hold',
    '100% with nothing to compare with',
    rollout({ ...full, observations: [observed(minutes(18, null, [6000, 6]))] }),
    /nothing to compare with/,
  ],
  [
    'no-canary-data',
    'hold',
    'a bake that is over without a canary request',
    rollout({ nowMinute: START + 30, observations: [observed(minutes(28, [20, 0], null))] }),
    /no data is no proof/,
  ],
  [
    'too-little-traffic',
    'note',
    'ten canary requests a minute',
    rollout({ observations: [observed(minutes(18, [190, 0], [10, 0]))] }),
    /cannot be judged within this bake/,
  ],
  [
    'bad-above-total',
    'note',
    'more bad than all',
    rollout({
      observations: [
        observed([...minutes(17, [5700, 6], [300, 0]), ...minutes(1, [5700, 5701], [300, 0], 17)]),
      ],
    }),
    /more events than requests in 1 minute/,
  ],
];

describe('rules', () => {
  it.each(ruleCases)('%s (%s): %s', (rule, effect, _, input, says) => {
    const verdict = judge(input);
    if (effect === 'note') {
      expect(verdict.metrics[0]?.notes).toContain(rule);
      expect(verdict.hold).toBe(false);
      expect(verdict.metrics[0]?.sentence).toMatch(says);
      return;
    }
    expect(verdict).toMatchObject({
      rule,
      hold: true,
      unproven: false,
      verdict: effect === 'fail' ? 'fail' : 'continue',
    });
    expect(verdict.sentence).toMatch(says);
  });

  it('every row has a case', () => {
    const rows = [...edges.rollout, ...edges.metric].map(({ rule, effect }) => `${rule} ${effect}`);
    expect(new Set(ruleCases.map(([rule, effect]) => `${rule} ${effect}`))).toEqual(new Set(rows));
  });

  it('a hold outlasts the bake', () => {
    const held = rollout({ nowMinute: START + 40, observations: [observed(fine, { status: 'failed' })] });
    expect(judge(held)).toMatchObject({ verdict: 'continue', hold: true, rule: 'metric-failed' });
  });

  it.each([
    ['the bake goes on without a canary request', START + 29, minutes(27, [20, 0], null), false],
    ['the bake is over without one', START + 30, minutes(28, [20, 0], null), true],
    ['the bake is over with one', START + 30, minutes(28, [20, 0], [1, 0]), false],
  ])('no data is no proof only at the end: %s', (_, nowMinute, buckets, hold) => {
    expect(judge(rollout({ nowMinute, observations: [observed(buckets)] })).hold).toBe(hold);
  });

  it('a metric that fails keeps what was proved before', () => {
    const harmful = minutes(18, [5700, 6], [300, 30]);
    const held = rollout({ observations: [observed(harmful, { status: 'throttled' })] });
    expect(judge(held)).toMatchObject({ verdict: 'fail', rule: 'harm-proved' });
  });
});

describe('sentences', () => {
  const ofRollout: RolloutFacts = {
    decidingMetrics: 2,
    weightPercent: 12.5,
    silentMinutes: 1,
    silentMinutesLimit: 5,
    wrongShare: 0.3012,
  };

  it.each([
    ['nothing-to-judge', 'No metric decides about this rollout, so nothing can be proved.'],
    [
      'canary-silent',
      'The canary got no requests for 1 minute although its 12.5% should bring it at least 10 a minute: it cannot be reached.',
      'The canary has had no requests for 1 minute although its 12.5% should bring it at least 10 a minute; back to stable after 5.',
    ],
    [
      'wrong-share',
      'The canary gets 30% of the requests where the weight says 12.5%: something else moves the traffic.',
    ],
  ])('of a rollout: %s', (rule, ...said) => {
    const rows = edges.rollout.filter((row) => row.rule === rule);
    expect(rows.map((row) => row.sentence(ofRollout))).toEqual(said);
  });

  const ofMetric: MetricFacts = {
    name: 'errors',
    status: 'ok',
    detail: null,
    expectedPerMinute: 1234.4,
    trafficVanished: true,
    silentMinutes: 3,
    isSuspicious: true,
    comparison: '9 of 300 on the canary (3%)',
    lacksReference: true,
    isBakeOver: true,
    canaryTotalInStep: 0,
    isTooSmall: true,
    clampedMinutes: 2,
  };

  it.each([
    ['metric-missing', 'errors has no data.'],
    ['metric-throttled', 'errors could not be read: its source is throttling.'],
    ['metric-denied', 'errors could not be read: access was denied.'],
    ['metric-failed', 'errors could not be read: its query failed.'],
    ['no-traffic', 'errors reports no requests from either slot although about 1,234 a minute are usual.'],
    ['canary-unmeasured', 'errors reports nothing from the canary although it serves requests.'],
    [
      'harm-suspected',
      'errors looks worse on the canary, but not yet beyond doubt: 9 of 300 on the canary (3%).',
    ],
    [
      'no-reference',
      'errors has nothing to compare with: stable gets no traffic and none was recorded before the rollout.',
    ],
    ['no-canary-data', 'errors has no canary request to judge in this step, and no data is no proof.'],
    ['too-little-traffic', 'errors cannot be judged within this bake: too little traffic.'],
    [
      'bad-above-total',
      'errors counted more events than requests in 2 minutes; they were cut to the requests.',
    ],
  ])('of a metric: %s', (rule, said) => {
    const row = edges.metric.find((one) => one.rule === rule);
    expect(row?.sentence(ofMetric)).toBe(said);
  });

  it.each([
    ['metric-missing', 'errors has no data (no such metric).'],
    ['metric-denied', 'errors could not be read: access was denied (no such metric).'],
  ])('of a metric whose source says why: %s', (rule, said) => {
    const row = edges.metric.find((one) => one.rule === rule);
    expect(row?.sentence({ ...ofMetric, detail: 'no such metric' })).toBe(said);
  });
});
