import { describe, expect, it } from '@jest/globals';
import { type HarmTest, harm, harmPath } from '../../../rollout/judge/harm.ts';
import type { JudgedMinute } from '../../../rollout/judge/minute.ts';
import type { Row } from './minutes.ts';

const at = (minute: number, [ns, ks, nc, kc]: Row, use: JudgedMinute['use']): JudgedMinute => ({
  minute,
  stable: { total: ns, bad: ks },
  canary: { total: nc, bad: kc },
  use,
});

const plain: HarmTest = {
  line: { ratio: 1.25, delta: 0 },
  ratios: [1.3, 1.8, 3, 6, 15, 60],
  dispersion: { phi: 1, sigma2: 0 },
  cap: () => Number.POSITIVE_INFINITY,
  referenceRate: null,
  startMinute: 100,
  onset: { startMass: 0.8, hazard: 1 / 60 },
  warmUpNats: 0,
};
const capped = { cap: () => 0.9, warmUpNats: 1.1 };

/** Two warm-up minutes, a minute without data, a raise with its warm-up, a minute without stable, and one of no use. */
const ROLLOUT: readonly JudgedMinute[] = [
  at(100, [5700, 6, 300, 2], 'witness'),
  at(101, [5700, 5, 300, 2], 'witness'),
  at(102, [5700, 6, 300, 1], 'paired'),
  at(104, [5700, 7, 300, 3], 'paired'),
  at(105, [4500, 9, 1500, 6], 'witness'),
  at(106, [4500, 5, 1500, 6], 'paired'),
  at(107, [0, 0, 6000, 14], 'reference'),
  at(108, [0, 0, 10, 10], 'none'),
];
const TOTALS = ROLLOUT.slice(0, 6).map((minute): JudgedMinute => ({ ...minute, use: 'total' }));

// Computed apart from this code with 40 digits: an explicit sum over the minutes at which harm may have begun, of the mean over
// the alternatives of the product of what each minute from then on says.
describe('the evidence of harm in a rollout', () => {
  it.each<[string, Partial<HarmTest>, number]>([
    ['without its warm-ups', {}, 2.6171923121616],
    ['for which the warm-ups vouch', { warmUpNats: 3 }, 4.3676224154213],
    ['of which a minute adds little', capped, 2.3083698039224],
    [
      'of which a minute adds little, but more for late harm',
      { ...capped, lateCap: () => 1.4 },
      2.3128429391443,
    ],
    ['that is as likely to begin late', { onset: { startMass: 0.5, hazard: 0.1 } }, 2.4339014868476],
    ['in clusters', { warmUpNats: 3, dispersion: { phi: 2, sigma2: 0 } }, 1.7793180659214],
    ['in clusters that grow', { warmUpNats: 3, dispersion: { phi: 1, sigma2: 0.5 } }, 2.6344396237076],
    ['beyond a rate that is allowed', { line: { ratio: 1.1, delta: 0.001 } }, 0.95407548376764],
    [
      'with bets',
      {
        ...capped,
        warmUpNats: 3,
        lateCap: () => 1.4,
        dispersion: { phi: 3, sigma2: 0.1 },
        stakes: [0.3, 0.9],
      },
      1.7581505913381,
    ],
    ['with a rate for the time without stable', { warmUpNats: 3, referenceRate: 0.0012 }, 5.8193723162814],
    [
      'with a rate, in clusters',
      { referenceRate: 0.0012, dispersion: { phi: 2, sigma2: 0 } },
      1.4270997784371,
    ],
    [
      'with a rate, which no bet is about',
      { referenceRate: 0.0012, dispersion: { phi: 1, sigma2: 0.5 }, stakes: [0.3] },
      1.4356516630033,
    ],
  ])('%s', (_, change, lnE) => {
    const test = { ...plain, ...change };
    expect(harm(ROLLOUT, test)).toBeCloseTo(lnE, 11);
    expect(harmPath(ROLLOUT, test).at(-1)).toBeCloseTo(lnE, 11);
  });

  it.each<[string, HarmTest['dispersion'], number]>([
    ['independent events', { phi: 1, sigma2: 0 }, 2.1798977564892],
    ['clusters', { phi: 2, sigma2: 0 }, 0.77020864101373],
    ['clusters that grow', { phi: 1, sigma2: 0.1 }, 0.98268315993204],
  ])('of both slots together against a rate, with %s', (_, dispersion, lnE) => {
    expect(harm(TOTALS, { ...plain, dispersion, referenceRate: 0.0012 })).toBeCloseTo(lnE, 11);
  });

  it('begins with the warm-up, which proves nothing alone, and not much after a cold start', () => {
    const test = { ...plain, warmUpNats: 3 };
    const path = harmPath(ROLLOUT, test);
    expect(path[1]).toBeCloseTo(-0.14290172770636, 11);
    expect(path[2]).toBeCloseTo(-0.097396096675358, 11);
    const cold = [...ROLLOUT.slice(0, 2), at(102, [5700, 6, 300, 0], 'paired')];
    expect(harm(cold, test)).toBeCloseTo(-0.67077530867941, 11);
  });

  it('counts the minutes before the first that has data', () => {
    expect(harm([at(130, [5700, 6, 300, 6], 'paired')], plain)).toBeCloseTo(7.182906311831, 11);
  });

  it('cannot have begun before the canary got requests', () => {
    const early = at(90, [5700, 6, 300, 6], 'paired');
    expect(harm([early], plain)).toBeCloseTo(7.088576362585, 11);
  });

  it('is not touched by a warm-up in which one slot got no requests', () => {
    const minutes = [
      at(100, [0, 0, 300, 9], 'witness'),
      at(101, [5700, 6, 0, 0], 'witness'),
      at(102, [5700, 6, 300, 1], 'paired'),
    ];
    const test = { ...plain, warmUpNats: 3 };
    expect(harm(minutes, test)).toBeCloseTo(-0.16607796497643, 11);
    const betting = { ...test, stakes: [0.3] };
    expect(harm(minutes, betting)).toBeCloseTo(harm(minutes.slice(2), betting), 12);
  });

  it('is E = 1 before anything was seen', () => {
    expect(harm([], plain)).toBeCloseTo(0, 12);
    expect(harmPath([], plain)).toHaveLength(0);
  });
});
