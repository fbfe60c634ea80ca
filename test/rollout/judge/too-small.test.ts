import { describe, expect, it } from '@jest/globals';
import { type MetricPlan, settingsOf } from '../../../rollout/judge/index.ts';
import { isTooSmall } from '../../../rollout/judge/too-small.ts';
import { counts, errors, type Pair } from './a-rollout.ts';

const tooSmall = (
  stable: Pair,
  canary: Pair,
  ahead: { readonly expectedPerMinute: number; readonly weightPercent: number; readonly minutesLeft: number },
  direction: MetricPlan['direction'] = 'lower-is-better',
): boolean =>
  isTooSmall(
    {
      evidence: {
        minutes: [],
        newestMinute: 0,
        counts: { stable: counts(stable), canary: counts(canary) },
        referenceRate: null,
        clampedMinutes: 0,
      },
      hearing: {
        expectedPerMinute: ahead.expectedPerMinute,
        silentMinutes: 0,
        hearsCanary: true,
        trafficVanished: false,
      },
      settings: settingsOf({ ...errors, direction }),
    },
    ahead.weightPercent,
    ahead.minutesLeft,
  );

const nothingAhead = { expectedPerMinute: 100, weightPercent: 5, minutesLeft: 0 };

describe('too little traffic', () => {
  // A stable with 1.5 of 1,000 (half an event and one request are added): 3% at twenty times.
  it.each<[string, Pair, Pair, Parameters<typeof tooSmall>[2], boolean]>([
    ['100 requests, 3 bad ones at twenty times', [999, 1], [100, 0], nothingAhead, false],
    ['99 requests', [999, 1], [99, 0], nothingAhead, true],
    ['a request less on stable makes its rate higher', [998, 1], [100, 0], nothingAhead, false],
    ['a request more makes it lower', [1000, 1], [100, 0], nothingAhead, true],
    ['no event on stable: half of one', [999, 0], [300, 0], nothingAhead, false],
    ['no event on stable: too few for half of one', [999, 0], [299, 0], nothingAhead, true],
    ['never more bad ones than requests', [999, 500], [2, 0], nothingAhead, true],
    ['three requests can be three bad ones', [999, 500], [3, 0], nothingAhead, false],
    [
      'what is still to come counts',
      [999, 1],
      [50, 0],
      { expectedPerMinute: 100, weightPercent: 5, minutesLeft: 10 },
      false,
    ],
    [
      'if it is enough',
      [999, 1],
      [50, 0],
      { expectedPerMinute: 100, weightPercent: 5, minutesLeft: 9.9 },
      true,
    ],
    [
      'nothing comes after the end',
      [999, 1],
      [100, 0],
      { expectedPerMinute: 100, weightPercent: 5, minutesLeft: -10 },
      false,
    ],
    ['nothing is known', [0, 0], [0, 0], { expectedPerMinute: 0, weightPercent: 5, minutesLeft: 30 }, true],
  ])('%s', (_, stable, canary, ahead, expected) => {
    expect(tooSmall(stable, canary, ahead)).toBe(expected);
  });

  // 20.5 of 1,025: 2%.
  it.each<[string, Pair, Pair, boolean]>([
    ['ten conversions in all', [1024, 20], [500, 0], false],
    ['fewer', [1024, 20], [499, 0], true],
    ['the canary’s own say nothing', [1024, 20], [499, 400], true],
  ])('where higher is better: %s', (_, stable, canary, expected) => {
    expect(tooSmall(stable, canary, nothingAhead, 'higher-is-better')).toBe(expected);
  });
});
