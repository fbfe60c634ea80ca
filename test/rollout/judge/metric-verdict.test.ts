import { describe, expect, it } from '@jest/globals';
import { type JudgeInput, type ObservationStatus, settingsOf } from '../../../rollout/judge/index.ts';
import type { Measured } from '../../../rollout/judge/measure.ts';
import { metricVerdict } from '../../../rollout/judge/metric-verdict.ts';
import type { JudgedMinute, Use } from '../../../rollout/judge/minute.ts';
import { counts, errors, observed, rollout, START } from './a-rollout.ts';

const minute = (use: Use, canaryTotal: number, at = 1): JudgedMinute => ({
  minute: START + at,
  stable: counts([950, 1]),
  canary: counts([canaryTotal, 0]),
  use,
});

/** Enough traffic, nothing odd, nothing proved. */
const measured = (
  change: Partial<Measured> = {},
  evidence: Partial<Measured['evidence']> = {},
): Measured => ({
  settings: settingsOf(errors),
  observation: observed([]),
  evidence: {
    minutes: [],
    newestMinute: START + 18,
    counts: { stable: counts([9500, 10]), canary: counts([500, 1]) },
    referenceRate: 0.002,
    clampedMinutes: 0,
    ...evidence,
  },
  hearing: { expectedPerMinute: 1000, silentMinutes: 0, hearsCanary: true, trafficVanished: false },
  settledInStep: [minute('paired', 50)],
  lnHarm: 0,
  lnSafe: 0,
  excessUpperBound: 0.02,
  relativeRisk: null,
  ...change,
});
const LN_THRESHOLD = Math.log(100);
const said = (one: Measured, input: JudgeInput = rollout()) => metricVerdict(one, input, LN_THRESHOLD);
const below = (value: number): number => value - 1e-9;

describe('what a metric says by itself', () => {
  it.each<[string, Partial<Measured>, string, string, boolean]>([
    ['nothing is proved', {}, 'continue', 'undecided', false],
    ['harm, at the threshold', { lnHarm: LN_THRESHOLD }, 'fail', 'harm-proved', true],
    ['a hint of harm, just below it', { lnHarm: below(LN_THRESHOLD) }, 'continue', 'harm-suspected', true],
    ['a hint of harm at five to one', { lnHarm: Math.log(5) }, 'continue', 'harm-suspected', true],
    ['less than a hint', { lnHarm: below(Math.log(5)) }, 'continue', 'undecided', false],
    ['safety, at its threshold', { lnSafe: Math.log(20) }, 'pass', 'safe-proved', false],
    ['not quite safety', { lnSafe: below(Math.log(20)) }, 'continue', 'undecided', false],
    ['a hint of harm goes before safety', { lnHarm: 2, lnSafe: 9 }, 'continue', 'harm-suspected', true],
    ['proof of harm goes before all', { lnHarm: 9, lnSafe: 9 }, 'fail', 'harm-proved', true],
  ])('%s', (_, change, verdict, rule, hold) => {
    expect(said(measured(change))).toMatchObject({ verdict, rule, hold });
  });

  it('keeps its numbers', () => {
    const relativeRisk = { estimate: 2, low: 1.5, high: 3 };
    const one = measured({
      settings: settingsOf({ ...errors, dryRun: true }),
      ...{ lnHarm: 1, lnSafe: 2, excessUpperBound: 0.125, relativeRisk },
    });
    expect(said(one)).toEqual({
      name: 'errors',
      verdict: 'continue',
      hold: false,
      rule: 'undecided',
      sentence:
        'errors proves nothing yet: 1 of 500 on the canary (0.2%), 10 of 9,500 on stable (0.11%); at most 13% of 500 canary requests may be failing because of this version.',
      dryRun: true,
      counts: one.evidence.counts,
      relativeRisk,
      lnE: 1,
      lnThreshold: LN_THRESHOLD,
      lnSafe: 2,
      lnSafeThreshold: Math.log(20),
      excessUpperBound: 0.125,
      notes: [],
    });
  });

  it('tells every note after what it says', () => {
    const one = measured(
      { hearing: { expectedPerMinute: 0, silentMinutes: 0, hearsCanary: true, trafficVanished: false } },
      { clampedMinutes: 1, counts: { stable: counts([95, 0]), canary: counts([5, 0]) } },
    );
    expect(said(one)).toMatchObject({
      hold: false,
      notes: ['too-little-traffic', 'bad-above-total'],
      sentence:
        'errors proves nothing yet: 0 of 5 on the canary (0%), 0 of 95 on stable (0%); at most 2% of 5 canary requests may be failing because of this version. errors cannot be judged within this bake: too little traffic. errors counted more events than requests in 1 minute; they were cut to the requests.',
    });
  });
});

describe('too little traffic', () => {
  const few = { clampedMinutes: 0, counts: { stable: counts([950, 0]), canary: counts([50, 0]) } };
  const at = (minutesLeft: number) => rollout({ nowMinute: START + 30 - minutesLeft });

  it.each<[string, Partial<Measured>, number, readonly string[]]>([
    // Half an event of 951 at 20 times: 3 need 286 requests, and 50 more a minute still come.
    ['is told if the rest of the bake brings too few', {}, 4.7, ['too-little-traffic']],
    ['and not if it brings enough', {}, 4.8, []],
    ['nor once safety is proved', { lnSafe: Math.log(20) }, 0, []],
    ['but just before it is', { lnSafe: below(Math.log(20)) }, 0, ['too-little-traffic']],
  ])('%s', (_, change, minutesLeft, notes) => {
    expect(said(measured(change, few), at(minutesLeft)).notes).toEqual(notes);
  });
});

describe('what holds', () => {
  const over = rollout({ nowMinute: START + 30 });

  it.each<[string, Measured, JudgeInput, string]>([
    [
      'no evidence in this step',
      measured({ settledInStep: [minute('none', 50), minute('witness', 50)] }),
      over,
      'no-canary-data',
    ],
    [
      'evidence without a canary request',
      measured({ settledInStep: [minute('paired', 0)] }),
      over,
      'no-canary-data',
    ],
    [
      'some, in one of its minutes',
      measured({ settledInStep: [minute('paired', 0), minute('paired', 1), minute('paired', 0)] }),
      over,
      'undecided',
    ],
    [
      'none, but the bake goes on',
      measured({ settledInStep: [] }),
      rollout({ nowMinute: START + 29.9 }),
      'undecided',
    ],
    [
      'nothing to compare with',
      measured({ settledInStep: [minute('paired', 50), minute('reference', 50)] }, { referenceRate: null }),
      rollout(),
      'no-reference',
    ],
    ['no rate, and no need of one', measured({}, { referenceRate: null }), rollout(), 'undecided'],
    [
      'a rate, and need of it',
      measured({ settledInStep: [minute('reference', 50)] }),
      rollout(),
      'undecided',
    ],
    [
      'traffic that vanished',
      measured({
        hearing: { expectedPerMinute: 1000, silentMinutes: 0, hearsCanary: false, trafficVanished: true },
      }),
      rollout(),
      'no-traffic',
    ],
    [
      'a silent minute',
      measured({
        hearing: { expectedPerMinute: 1000, silentMinutes: 1, hearsCanary: false, trafficVanished: false },
      }),
      rollout(),
      'canary-unmeasured',
    ],
    ...(['missing', 'throttled', 'denied', 'failed'] as const).map(
      (status: ObservationStatus): [string, Measured, JudgeInput, string] => [
        `a metric that is ${status}`,
        measured({ observation: observed([], { status }) }),
        rollout(),
        `metric-${status}`,
      ],
    ),
  ])('%s', (_, one, input, rule) => {
    expect(said(one, input)).toMatchObject({ rule, hold: rule !== 'undecided', verdict: 'continue' });
  });

  it('tells what the source said, if it said anything', () => {
    expect(
      said(measured({ observation: observed([], { status: 'denied', detail: 'no role' }) })).sentence,
    ).toBe('errors could not be read: access was denied (no role).');
    expect(said(measured({ observation: observed([], { status: 'denied' }) })).sentence).toBe(
      'errors could not be read: access was denied.',
    );
  });
});
