import { describe, expect, it } from '@jest/globals';
import { bound } from '../../../rollout/judge/bound.ts';
import { capOf, plainCaps } from '../../../rollout/judge/caps.ts';
import type { Dispersion } from '../../../rollout/judge/dispersion.ts';
import { type HarmTest, harm } from '../../../rollout/judge/harm.ts';
import type { JudgedMinute } from '../../../rollout/judge/minute.ts';
import { safety } from '../../../rollout/judge/safety.ts';
import { paired, type Row, repeat } from './minutes.ts';

// Computed apart from this code with 50 digits, by products of binomial probabilities and an explicit sum over start
// times: tolerance 25%, alpha 1%, five metrics, harm in three minutes at least; safe within 0.1 points; abs: rate 0.2%.
const SERIES: Readonly<Record<string, readonly Row[]>> = {
  A: [[5940, 6, 60, 3]],
  B: [
    [5700, 5, 300, 2],
    [5700, 7, 300, 3],
    [4500, 4, 1500, 9],
  ],
  C: repeat(5, [5700, 6, 300, 300]),
  D: repeat(30, [4500, 5, 1500, 0]),
  E: [
    [1000, 0, 10, 0],
    [0, 0, 10, 5],
    [1000, 1, 10, 1],
  ],
  F: repeat(30, [4500, 5, 1500, 1]),
  G: [
    [990, 1, 10, 0],
    [950, 1, 50, 1],
    [950, 0, 50, 30],
    [950, 2, 50, 29],
  ],
};

const EXPECTED: readonly (readonly [string, ...number[]])[] = [
  // series, harm, uncapped, phi4, phi4v20, safe, U, abs
  [
    'A',
    1.49398994307,
    5.3248968556,
    0.76435118692,
    1.10083968747,
    -1.3368099919,
    0.185959324929,
    1.49323132478,
  ],
  [
    'B',
    4.58778610426,
    6.56878111659,
    0.959316889219,
    1.45433147692,
    -2.22150893123,
    0.0129289062538,
    3.42336759932,
  ],
  ['C', 2998.20824053, 2998.20824053, 945.703258499, 1034.22926267, -120.617442308, 1.0, 10.821634167],
  [
    'D',
    -1.17317132426,
    -1.17317132426,
    -1.12745434727,
    -1.14627230922,
    84.1720132277,
    -0.000884034285213,
    -1.17830870403,
  ],
  [
    'E',
    1.15450207265,
    1.41548870325,
    0.227790761919,
    0.321076873496,
    -0.772251430974,
    0.345186184114,
    2.89363755576,
  ],
  [
    'G',
    7.07147153236,
    145.948956277,
    6.28805159583,
    6.37465581549,
    -6.52877155299,
    0.540077173827,
    4.58563797148,
  ],
  [
    'F',
    -1.16598001165,
    -1.16598001165,
    -1.07264691279,
    -1.10719269778,
    25.3525777834,
    6.12362902005e-5,
    -1.17675830595,
  ],
];

const caps = plainCaps(3, 5, 0.01, 0.5);
const plain: Dispersion = { phi: 1, sigma2: 0 };
const harmTest: HarmTest = {
  line: { ratio: 1.25, delta: 0 },
  ratios: [1.3, 1.8, 3, 6, 15, 60],
  dispersion: plain,
  cap: (minute) => capOf(minute, caps),
  referenceRate: 0.002,
  startMinute: 0,
  onset: { startMass: 0.5, hazard: 1 / 60 },
  warmUpNats: 0,
};
const better = [0.02, 0.1, 0.3, 0.6, 0.8, 0.92];
const rates = (minutes: readonly JudgedMinute[]): readonly JudgedMinute[] =>
  minutes.map((minute) => ({ ...minute, use: 'reference' }));

describe.each(EXPECTED)('series %s', (name, capped, uncapped, phi4, phi4v20, safe, excess, abs) => {
  const minutes = paired(SERIES[name] ?? []);

  it.each([
    ['harm', capped, () => harm(minutes, harmTest)],
    ['uncapped', uncapped, () => harm(minutes, { ...harmTest, cap: () => Number.POSITIVE_INFINITY })],
    ['phi4', phi4, () => harm(minutes, { ...harmTest, dispersion: { phi: 4, sigma2: 0 } })],
    ['phi4v20', phi4v20, () => harm(minutes, { ...harmTest, dispersion: { phi: 3, sigma2: 3 / 20 } })],
    [
      'safe',
      safe,
      () => safety(minutes, { line: { ratio: 1, delta: 0.001 }, ratios: better, dispersion: plain }),
    ],
    ['U', excess, () => bound(minutes, better, plain)],
    ['abs', abs, () => harm(rates(minutes), { ...harmTest, cap: () => caps.usual })],
  ])('%s', (_, expected, actual) => {
    expect(Math.abs(actual() - (expected ?? Number.NaN))).toBeLessThan(
      1e-9 * Math.max(1, Math.abs(expected ?? 0)),
    );
  });
});
