import { describe, expect, it } from '@jest/globals';
import {
  type Bucket,
  type Counts,
  evidenceOf,
  type MetricObservation,
  type MetricPlan,
  settingsOf,
  timeline,
  type WeightChange,
} from '../../../rollout/judge/index.ts';
import { counts, errors, observed, type Pair } from './a-rollout.ts';

type Asked = {
  readonly plan?: Partial<MetricPlan>;
  readonly weights?: readonly WeightChange[];
  readonly nowMinute?: number;
  readonly observation?: Partial<MetricObservation>;
};

/** Looked at in minute 20, with a canary of 5% since minute 10. */
const evidence = (buckets: readonly Bucket[], asked: Asked = {}) =>
  evidenceOf(
    observed(buckets, asked.observation),
    settingsOf({ ...errors, ...asked.plan }),
    timeline(asked.weights ?? [{ minute: 10, percent: 5 }]),
    asked.nowMinute ?? 20,
  );

const bucket = (minute: number, stable: Pair | null, canary: Pair | null): Bucket => ({
  minute,
  stable: stable && counts(stable),
  canary: canary && counts(canary),
});
const fine = (minute: number): Bucket => bucket(minute, [950, 2], [50, 1]);
const from8To20 = Array.from({ length: 13 }, (_, i) => fine(8 + i));

describe('the minutes that count', () => {
  it.each<[string, Asked, readonly number[], number]>([
    [
      'from the first with a weight to the newest that is two minutes old',
      {},
      [10, 11, 12, 13, 14, 15, 16, 17],
      17,
    ],
    ['a minute is not over before its end', { nowMinute: 19.99 }, [10, 11, 12, 13, 14, 15, 16], 16],
    ['a source that is sooner', { plan: { lagMinutes: 0 } }, [10, 11, 12, 13, 14, 15, 16, 17, 18, 19], 19],
    [
      'a source that is late by half a minute',
      { plan: { lagMinutes: 0.5 } },
      [10, 11, 12, 13, 14, 15, 16, 17, 18],
      18,
    ],
    ['before any is old enough', { nowMinute: 12.9 }, [], 9],
    ['a canary without a weight', { weights: [] }, [], 17],
  ])('%s', (_, asked, expected, newestMinute) => {
    const seen = evidence(from8To20, asked);
    expect(seen.minutes.map(({ minute }) => minute)).toEqual(expected);
    expect(seen.newestMinute).toBe(newestMinute);
    expect(evidence(from8To20.toReversed(), asked)).toEqual(seen);
  });

  it('serve by the table, and only evidence is summed up', () => {
    const seen = evidence([
      fine(10),
      fine(11),
      bucket(12, [950, 3], [50, 2]),
      bucket(13, [940, 4], [0, 0]),
      bucket(14, [930, 5], null),
      bucket(15, [0, 0], [40, 3]),
      bucket(16, null, [30, 4]),
      bucket(17, [920, 6], [20, 5]),
    ]);
    expect(seen.minutes.map(({ minute, use }) => [minute, use])).toEqual([
      [10, 'witness'],
      [11, 'paired'],
      [12, 'paired'],
      [13, 'none'],
      [14, 'none'],
      [15, 'none'],
      [16, 'none'],
      [17, 'paired'],
    ]);
    expect(seen.counts).toEqual({ stable: counts([2820, 11]), canary: counts([120, 8]) });
    expect(seen.minutes[4]).toEqual({
      minute: 14,
      stable: counts([930, 5]),
      canary: counts([0, 0]),
      use: 'none',
    });
  });

  it('are left out if nobody heard of the canary and stable had nothing either', () => {
    const seen = evidence([
      bucket(11, null, null),
      bucket(12, [0, 0], null),
      bucket(13, null, [0, 0]),
      bucket(14, [1, 0], null),
    ]);
    expect(seen.minutes.map(({ minute }) => minute)).toEqual([13, 14]);
  });

  it('are judged by their direction: a canary whose requests are all good did not fail', () => {
    const warmUp = [bucket(10, [950, 2], [50, 50])];
    expect(evidence(warmUp).minutes[0]?.use).toBe('paired');
    expect(evidence(warmUp, { plan: { direction: 'higher-is-better' } }).minutes[0]?.use).toBe('witness');
  });
});

describe('counts that are none', () => {
  it.each<[string, Pair, Pair, number]>([
    ['none bad', [50, 0], [50, 0], 0],
    ['all bad', [50, 50], [50, 50], 0],
    ['nothing', [0, 0], [0, 0], 0],
    ['more bad than all', [50, 51], [50, 50], 1],
    ['fewer than none bad', [50, -1], [50, 0], 1],
    ['fewer than none', [-50, -60], [0, 0], 1],
    ['fewer than none, of which some are bad', [-50, 5], [0, 0], 1],
    ['no number', [Number.NaN, 5], [0, 0], 1],
    ['no number of bad ones', [50, Number.NaN], [50, 0], 1],
    ['without end', [Number.POSITIVE_INFINITY, 5], [0, 0], 1],
    ['bad without end', [50, Number.POSITIVE_INFINITY], [50, 50], 1],
  ])('%s', (_, given, taken, clampedMinutes) => {
    const onCanary = evidence([fine(11), bucket(12, [950, 2], given)]);
    expect(onCanary.minutes[1]).toMatchObject({ stable: counts([950, 2]), canary: counts(taken) });
    expect(onCanary.clampedMinutes).toBe(clampedMinutes);
    const onStable = evidence([fine(11), bucket(12, given, [50, 1])]);
    expect(onStable.minutes[1]).toMatchObject({ stable: counts(taken), canary: counts([50, 1]) });
    expect(onStable.clampedMinutes).toBe(clampedMinutes);
  });

  it('are counted by the minute, in any use', () => {
    const odd = [10, 11, 12].map((minute) => bucket(minute, [950, 951], [50, 51]));
    expect(evidence(odd).clampedMinutes).toBe(3);
    expect(evidence(odd, { plan: { limit: 0.01 } }).clampedMinutes).toBe(3);
  });
});

describe('the rate to compare with', () => {
  const beside = [
    fine(10),
    bucket(11, [499, 4], [50, 9]),
    bucket(12, [500, 5], [50, 9]),
    bucket(13, [700, 70], [0, 0]),
  ];
  const rateWith = (baseline: Counts | undefined, plan: Partial<MetricPlan> = {}) =>
    evidence(beside, { plan, observation: baseline === undefined ? {} : { baseline } }).referenceRate;

  it.each<[string, Counts | undefined, number]>([
    ['twice that of the recorded hour', counts([1999, 4]), 0.005],
    ['else twice that of stable beside the canary', undefined, 0.02],
    ['so too if nothing was recorded', counts([0, 0]), 0.02],
    ['so too if what was recorded is no count', counts([Number.NaN, 3]), 0.02],
    ['a record of more bad than all is one of all', counts([99, 300]), 1],
  ])('%s', (_, baseline, rate) => {
    expect(rateWith(baseline)).toBeCloseTo(rate, 12);
  });

  it('is half of it where higher is better, and unknown without any', () => {
    expect(rateWith(counts([2000, 41]), { direction: 'higher-is-better' })).toBeCloseTo(0.01, 12);
    expect(rateWith(undefined, { direction: 'higher-is-better' })).toBeCloseTo(4 / 999, 12);
    expect(evidence([bucket(11, null, [50, 1])]).referenceRate).toBeNull();
  });
});

describe('against an absolute limit', () => {
  const seen = evidence(
    [
      fine(10),
      bucket(11, [950, 2], [50, 1]),
      bucket(12, null, [40, 3]),
      bucket(13, [930, 4], [0, 0]),
      bucket(14, [0, 0], [1, 0]),
    ],
    { plan: { limit: 0.01 }, observation: { baseline: counts([1999, 4]) } },
  );

  it('every minute with canary requests stands for itself, and warm-ups are left out', () => {
    expect(seen.minutes.map(({ minute, use }) => [minute, use])).toEqual([
      [10, 'none'],
      [11, 'reference'],
      [12, 'reference'],
      [13, 'none'],
      [14, 'reference'],
    ]);
    expect(seen.counts).toEqual({ stable: counts([950, 2]), canary: counts([91, 4]) });
    expect(seen).toMatchObject({ referenceRate: 0.01, newestMinute: 17, clampedMinutes: 0 });
  });
});
