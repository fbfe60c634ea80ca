import { describe, expect, it } from '@jest/globals';
import { type MetricPlan, type RelativeRisk, settingsOf } from '../../../rollout/judge/index.ts';
import type { Measured } from '../../../rollout/judge/measure.ts';
import {
  bakingSentence,
  cannotJudgeSentence,
  comparison,
  harmSentence,
  provedSentence,
  safeSentence,
  undecidedSentence,
  unprovenSentence,
} from '../../../rollout/judge/sentence.ts';
import { counts, errors, observed, type Pair } from './a-rollout.ts';

type Known = {
  readonly plan?: Partial<MetricPlan>;
  readonly stable?: Pair;
  readonly canary?: Pair;
  readonly excessUpperBound?: number;
  readonly relativeRisk?: RelativeRisk | null;
};

/** 12 of 900 on the canary, 3 of 17,100 on stable. */
const measured = (known: Known = {}): Measured => ({
  settings: settingsOf({ ...errors, ...known.plan }),
  observation: observed([]),
  evidence: {
    minutes: [],
    newestMinute: 0,
    counts: { stable: counts(known.stable ?? [17_100, 3]), canary: counts(known.canary ?? [900, 12]) },
    referenceRate: null,
    clampedMinutes: 0,
  },
  hearing: { expectedPerMinute: 0, silentMinutes: 0, hearsCanary: true, trafficVanished: false },
  settledInStep: [],
  lnHarm: 0,
  lnSafe: 0,
  excessUpperBound: known.excessUpperBound ?? 0.0234,
  relativeRisk: known.relativeRisk ?? null,
});
const conversion: Partial<MetricPlan> = { name: 'conversion', direction: 'higher-is-better' };
const risk = (low: number, high: number): RelativeRisk => ({ estimate: 1, low, high });

describe('the comparison', () => {
  it.each<[string, Known, string]>([
    ['both slots', {}, '12 of 900 on the canary (1.3%), 3 of 17,100 on stable (0.018%)'],
    [
      'good events',
      { plan: conversion },
      '12 good of 900 on the canary (1.3%), 3 of 17,100 on stable (0.018%)',
    ],
    ['one stable request', { stable: [1, 0] }, '12 of 900 on the canary (1.3%), 0 of 1 on stable (0%)'],
    ['no stable requests', { stable: [0, 0] }, '12 of 900 on the canary (1.3%)'],
    ['one canary request', { canary: [1, 1] }, '1 of 1 on the canary (100%), 3 of 17,100 on stable (0.018%)'],
    ['no canary requests', { canary: [0, 0] }, 'no canary requests judged yet'],
  ])('%s', (_, known, said) => {
    expect(comparison(measured(known))).toBe(said);
  });
});

describe('harm', () => {
  const both = '12 of 900 on the canary (1.3%), 3 of 17,100 on stable (0.018%)';

  it.each<[string, Known, string]>([
    ['nothing certain about its size', {}, `errors rose with the new version: ${both}.`],
    [
      'at least so many times',
      { relativeRisk: risk(18.2, 400) },
      `errors rose with the new version: ${both}, at least 18 times stable's rate.`,
    ],
    [
      'at least a little more',
      { relativeRisk: risk(1.05, 1.9) },
      `errors rose with the new version: ${both}, at least 1.1 times stable's rate.`,
    ],
    [
      'so little more that it is not worth a word',
      { relativeRisk: risk(1.049, 1.9) },
      `errors rose with the new version: ${both}.`,
    ],
    [
      'less than stable, but as little',
      { relativeRisk: risk(0.1, 0.995) },
      `errors rose with the new version: ${both}.`,
    ],
    [
      'less than stable',
      { relativeRisk: risk(0.1, 0.994) },
      `errors rose with the new version: ${both}, at most 99% of stable's rate.`,
    ],
    [
      'perhaps better than stable',
      { relativeRisk: risk(0.5, 400) },
      `errors rose with the new version: ${both}.`,
    ],
    [
      'a limit',
      { plan: { limit: 0.005 }, relativeRisk: risk(18, 400) },
      `errors broke its limit of 0.5%: ${both}.`,
    ],
    [
      'a fall',
      { plan: conversion, canary: [900, 1], stable: [17_100, 342], relativeRisk: risk(0, 0.42) },
      "conversion fell with the new version: 1 good of 900 on the canary (0.11%), 342 of 17,100 on stable (2%), at most 42% of stable's rate.",
    ],
  ])('%s', (_, known, said) => {
    expect(harmSentence(measured(known))).toBe(said);
  });
});

describe('what one metric says', () => {
  it.each<[string, Known, string]>([
    [
      'safe',
      {},
      'errors is safe: at most 2.3% of 900 canary requests may be failing because of this version.',
    ],
    ['no worse', { excessUpperBound: 0 }, 'errors is safe: the canary is no worse than stable.'],
    [
      'good events',
      { plan: conversion },
      'conversion is safe: at most 2.3% of 900 canary requests may be lost because of this version.',
    ],
    [
      'everything may fail',
      { excessUpperBound: 1 },
      'errors is safe: at most 100% of 900 canary requests may be failing because of this version.',
    ],
  ])('%s', (_, known, said) => {
    expect(safeSentence(measured(known))).toBe(said);
  });

  it.each<[string, Known, string]>([
    [
      'a bound',
      {},
      'errors proves nothing yet: 12 of 900 on the canary (1.3%), 3 of 17,100 on stable (0.018%); at most 2.3% of 900 canary requests may be failing because of this version.',
    ],
    [
      'no bound',
      { excessUpperBound: 1 },
      'errors proves nothing yet: 12 of 900 on the canary (1.3%), 3 of 17,100 on stable (0.018%).',
    ],
  ])('undecided, with %s', (_, known, said) => {
    expect(undecidedSentence(measured(known))).toBe(said);
  });
});

describe('what all metrics say', () => {
  const worst = measured({ plan: { name: 'latency' }, excessUpperBound: 0.3 });
  const others = [measured({ excessUpperBound: 0.02 }), measured({ excessUpperBound: 0 })];
  const atMost = 'at most 30% of 900 canary requests may be failing because of this version (latency)';

  it.each([
    ['first', [worst, ...others]],
    ['last', [...others, worst]],
  ])('is what the worst one hides, though it comes %s', (_, all) => {
    expect(provedSentence(all)).toBe(`Safe to go on: ${atMost}.`);
    expect(unprovenSentence(all)).toBe(
      `The bake is over with no sign of harm, but safety is unproven: ${atMost}.`,
    );
    expect(bakingSentence(all, true, 7)).toBe(`Safe so far: ${atMost}; the bake goes on for 7 minutes.`);
    expect(bakingSentence(all, false, 1)).toBe(
      `No sign of harm so far: ${atMost}; the bake goes on for 1 minute.`,
    );
  });

  it('is the comparison where nothing is known, and nothing without metrics', () => {
    const unknown = measured({ plan: { name: 'feedback' }, excessUpperBound: 1, canary: [0, 0] });
    expect(provedSentence([worst, unknown])).toBe('Safe to go on: feedback, no canary requests judged yet.');
    expect(provedSentence([])).toBe('Safe to go on: nothing was judged.');
  });

  it('names what cannot be judged', () => {
    expect(cannotJudgeSentence([])).toBe('');
    expect(cannotJudgeSentence(['errors', 'latency'])).toBe(
      ' Cannot judge errors, latency within this bake: too little traffic.',
    );
  });
});
