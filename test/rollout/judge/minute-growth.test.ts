import { describe, expect, it } from '@jest/globals';
import type { Dispersion } from '../../../rollout/judge/dispersion.ts';
import type { Slots } from '../../../rollout/judge/minute.ts';
import { minuteGrowth } from '../../../rollout/judge/minute-growth.ts';
import { settingsOf } from '../../../rollout/judge/settings.ts';
import type { Row } from './minutes.ts';

const NONE = Number.POSITIVE_INFINITY;
const plain: Dispersion = { phi: 1, sigma2: 0 };
const scattered: Dispersion = { phi: 3, sigma2: 0.1 };
const settings = settingsOf({ name: 'errors', direction: 'lower-is-better', unit: 'request' });

type Test = { readonly ratio: number; readonly dispersion: Dispersion };
const slotsOf = ([ns, ks, nc, kc]: Row): Slots => ({
  stable: { total: ns, bad: ks },
  canary: { total: nc, bad: kc },
});
const growthOf = (row: Row, { ratio, dispersion }: Test, risk: number, cap: number) =>
  minuteGrowth(
    slotsOf(row),
    { ...settings, harmLine: { ratio, delta: 0 }, harmRatios: [risk], stakes: [], dispersion },
    () => cap,
  )[0] ?? { mean: Number.NaN, variance: Number.NaN };
const betOn = (row: Row, dispersion: Dispersion, stake: number, cap: number) =>
  minuteGrowth(
    slotsOf(row),
    { ...settings, harmLine: { ratio: 1.25, delta: 0 }, harmRatios: [], stakes: [stake], dispersion },
    () => cap,
  )[0] ?? { mean: Number.NaN, variance: Number.NaN };

const FEW: Row = [4500, 4.5, 1500, 7.5];
const REQUESTS: Test = { ratio: 1.1, dispersion: plain };
const CLIENTS: Test = { ratio: 1.25, dispersion: scattered };
const GROWING: Test = { ratio: 1.25, dispersion: { phi: 1, sigma2: 0.9 } };

// Computed apart from this code with 40 digits, by summing over all that may happen in the minute.
describe('what a minute adds to the evidence', () => {
  it.each<[string, Row, Test, number, number, number, number]>([
    ['three times', FEW, REQUESTS, 3, NONE, 3.08484024876, 4.18756389898],
    ['fifteen times', FEW, REQUESTS, 15, NONE, 1.59724660595, 20.8381694221],
    ['in clusters', FEW, CLIENTS, 3, NONE, 0.896036633878, 1.33223506307],
    ['in clusters that grow', FEW, GROWING, 3, NONE, 0.829096864004, 1.23270843083],
    ['three times, at most 1.5', FEW, REQUESTS, 3, 1.5, 1.33381046507, 1.03089252211],
    ['fifteen times, at most 1.5', FEW, REQUESTS, 15, 1.5, 0.289109394849, 13.7030080955],
    ['in clusters, at most 1.5', FEW, CLIENTS, 3, 1.5, 0.702574574262, 0.813859704325],
    ['in clusters that grow, at most 1.5', FEW, GROWING, 3, 1.5, 0.66522681972, 0.78497066839],
    ['sixty clusters, at most 21.5', [4500, 45, 1500, 60], REQUESTS, 3, 21.5, 19.067230215, 18.4435385305],
    ['more', [4500, 45, 1500, 61], REQUESTS, 3, NONE, 21.4817076819, 35.6088553053],
    // A cap is then all that is left of the mean, and scales the canary's part of the variance.
    ['more, at most 20', [4500, 45, 1500, 61], REQUESTS, 3, 20, 20, 31.9719829593],
  ])('for an alternative: %s', (_, row, test, risk, cap, mean, variance) => {
    const growth = growthOf(row, test, risk, cap);
    expect(growth.mean).toBeCloseTo(mean, 9);
    expect(growth.variance).toBeCloseTo(variance, 9);
  });

  it.each<[string, Row, Dispersion, number, number, number, number]>([
    ['of three tenths', FEW, scattered, 0.3, NONE, 0.260255858428, 0.0558311381455],
    ['of nine tenths', FEW, scattered, 0.9, NONE, 0.496356265828, 0.668152174236],
    ['of nine tenths, at most 0.4', FEW, scattered, 0.9, 0.4, 0.169810040739, 0.438925249359],
    [
      'with all events on the canary',
      [4500, 0, 1500, 6],
      { phi: 3, sigma2: 0 },
      0.9,
      NONE,
      0.99485903636,
      0.154912476413,
    ],
    ['with none there', [4500, 6, 1500, 0], { phi: 3, sigma2: 0 }, 0.9, NONE, -1.99096408726, 0.620426231257],
    [
      'on sixty clusters, at most 0.35',
      [4500, 36, 1500, 24],
      plain,
      0.9,
      0.35,
      0.243390916663,
      0.014455569672,
    ],
    ['without events', [4500, 0, 1500, 0], plain, 0.9, NONE, 0, 0],
    // Of many, the canary's part is certain: ln(1 + 0.9 x 12/5), and ln 0.1.
    ['on many, all on the canary', [4500, 0, 1500, 100], plain, 0.9, NONE, Math.log(1 + 0.9 * 2.4), 0],
    ['on many, none there', [4500, 100, 1500, 0], plain, 0.9, NONE, Math.log(0.1), 0],
  ])('for a bet %s', (_, row, dispersion, stake, cap, mean, variance) => {
    const growth = betOn(row, dispersion, stake, cap);
    expect(growth.mean).toBeCloseTo(mean, 9);
    expect(growth.variance).toBeCloseTo(variance, 9);
  });

  it.each<[Row, number, number]>([
    [[4500, 36.6, 1500, 24.4], 0.269662678497, 0.0224425413881],
    [[4500, 120, 1500, 80], 0.277409676577, 0.00653333292893],
  ])('for a bet on many clusters is nearly that: %j', (row, mean, variance) => {
    const growth = betOn(row, plain, 0.9, NONE);
    expect(growth.mean / mean).toBeCloseTo(1, 2);
    expect(growth.variance / variance).toBeGreaterThan(0.93);
    expect(growth.variance / variance).toBeLessThan(1.07);
    const capped = betOn(row, plain, 0.9, mean / 2);
    expect(capped.mean).toBeCloseTo(mean / 2, 12);
    expect(capped.variance / growth.variance).toBeCloseTo(1 / 4, 1);
  });

  it('has the cap of each alternative, and then of each bet', () => {
    const both = { ...settings, harmRatios: [3, 15], stakes: [0.3, 0.9], dispersion: plain };
    const asked: number[] = [];
    const growths = minuteGrowth(slotsOf(FEW), both, (j) => {
      asked.push(j);
      return -j;
    });
    expect(asked).toEqual([0, 1, 2, 3]);
    expect(growths).toHaveLength(4);
    expect(growths[1]?.mean).toBeLessThanOrEqual(-1);
  });

  it.each<[string, Row]>([
    ['stable', [0, 0, 1500, 7]],
    ['the canary', [4500, 4, 0, 0]],
  ])('is nothing without requests on %s', (_, row) => {
    const both = { ...settings, harmRatios: [3, 15], stakes: [0.3] };
    expect(minuteGrowth(slotsOf(row), both, () => NONE)).toEqual(
      [1, 2, 3].map(() => ({ mean: 0, variance: 0 })),
    );
  });

  it('is told of slots with a single request', () => {
    expect(growthOf([1, 0.5, 1, 0.5], REQUESTS, 3, NONE).variance).toBeGreaterThan(0);
  });
});
