import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  defaultBudget,
  type GuardedPosition,
  type GuardedSettings,
  guardedDefaults,
  nextWeight,
  startWeight,
} from '../../../rollout/judge/index.ts';
import { interval } from '../../../rollout/judge/interval.ts';

const settings: GuardedSettings = { ...guardedDefaults, budgetRequests: 20, weightStepPercent: 0.5 };
/** 100 requests a second, of which only the bound is known. */
const at = (weightPercent: number, change: Partial<GuardedPosition> = {}): GuardedPosition => ({
  weightPercent,
  minutesAtWeight: 5,
  requestsPerMinute: 6000,
  excessUpperBound: 0.01,
  excessSoFar: 0,
  hold: false,
  pass: false,
  ...change,
});

/** What a judge says of a metric after so many expected bad canary requests, at a weight of 20% and 0.1%. */
function counted(expectedBad: number, relativeRisk: number, lnE = 0, phi = 1) {
  const canary = { total: 1000 * expectedBad, bad: Math.round(expectedBad * relativeRisk) };
  const stable = { total: 4000 * expectedBad, bad: 4 * expectedBad };
  const minutes = [{ minute: 0, use: 'paired' as const, stable, canary }];
  const counts = { stable, canary };
  return {
    metric: {
      counts,
      lnE,
      lnThreshold: Math.log(100),
      relativeRisk: interval(minutes, { phi, sigma2: 0 }),
    },
  };
}

describe('the next weight when only the bound is known', () => {
  it.each([
    ['what the budget allows: 20 / (6000 x 4 x 1%)', at(2), 'raise', 8],
    ['5% at once where that is allowed', at(0.5), 'raise', 5],
    ['at most five times as much', at(2, { excessUpperBound: 0.001 }), 'raise', 10],
    ['at most the plateau', at(15, { excessUpperBound: -0.001 }), 'raise', 40],
    ['not for a small raise', at(5), 'stay', 5],
    ['not when nothing is known', at(0.5, { excessUpperBound: 1 }), 'stay', 0.5],
    ['not while the judge holds', at(2, { hold: true }), 'stay', 2],
    ['not before its time', at(2, { minutesAtWeight: 2 }), 'stay', 2],
    ['less when much seems lost already', at(2, { excessSoFar: 10 }), 'raise', 4],
    ['a quarter of the budget stays, since luck looks like loss', at(1, { excessSoFar: 1e6 }), 'raise', 2],
    ['bakes at the plateau', at(40), 'stay', 40],
    ['leaves the plateau with a pass', at(40, { pass: true }), 'raise', 95],
    ['and before it where 95% is one raise away', at(20, { pass: true }), 'raise', 95],
    ['or when its bake is over', at(40, { minutesAtWeight: 60 }), 'raise', 95],
    ['or the whole ramp has taken its time', at(40, { minutesSinceStart: 90 }), 'raise', 95],
    ['but not with a hold', at(40, { minutesAtWeight: 60, hold: true }), 'stay', 40],
    ['goes on below the plateau after half a bake', at(5, { minutesAtWeight: 30 }), 'raise', 25],
    ['keeps a control group for a while', at(95, { minutesAtWeight: 2 }), 'stay', 95],
    ['then takes all', at(95), 'raise', 100],
    ['and is done', at(100), 'done', 100],
  ] as const)('%s', (_, position, kind, weightPercent) => {
    expect(nextWeight(position, settings)).toEqual({ kind, weightPercent });
  });

  it.each<[string, GuardedPosition, Partial<GuardedSettings>, 'stay' | 'raise', number]>([
    ['as soon as it is time', at(2, { minutesAtWeight: 3 }), {}, 'raise', 8],
    [
      'just twice as much is worth it',
      at(4, { requestsPerMinute: 5000, excessUpperBound: 0.0125 }),
      {},
      'raise',
      8,
    ],
    [
      'and a little less is not',
      at(4.5, { requestsPerMinute: 5000, excessUpperBound: 0.0125 }),
      {},
      'stay',
      4.5,
    ],
    ['the plateau itself always is', at(30, { excessUpperBound: 0 }), { growth: 2 }, 'raise', 40],
    ['not before half a bake', at(5, { minutesAtWeight: 29 }), {}, 'stay', 5],
    ['then what the default plan does', at(10, { minutesAtWeight: 30 }), {}, 'raise', 25],
    ['which is no fall', at(30, { minutesAtWeight: 30 }), { growth: 2 }, 'stay', 30],
    ['and no raise to the same', at(25, { minutesAtWeight: 30 }), { growth: 2 }, 'stay', 25],
    ['nor beyond the plateau', at(10, { minutesAtWeight: 30 }), { plateauPercent: 20 }, 'raise', 20],
    ['with a pass, 95% where it is just one raise away', at(19, { pass: true }), {}, 'raise', 95],
    ['and the plateau where it is not', at(18.5, { pass: true, excessUpperBound: 0 }), {}, 'raise', 40],
    ['at the plateau too', at(40, { pass: true }), { growth: 2.375 }, 'raise', 95],
    ['when its bake is just over', at(40, { minutesAtWeight: 30 }), { maxBakeMinutes: 30 }, 'raise', 95],
    ['and not before', at(40, { minutesAtWeight: 29 }), { maxBakeMinutes: 30 }, 'stay', 40],
    ['all of it, from 95% on', at(96), {}, 'raise', 100],
  ])('%s', (_, position, change, kind, weightPercent) => {
    expect(nextWeight(position, { ...settings, ...change })).toEqual({ kind, weightPercent });
  });

  it('climbs from the plateau as fast as the workload scales', () => {
    expect(nextWeight(at(40, { pass: true }), { ...settings, growth: 2 }).weightPercent).toBe(80);
  });
});

describe('the next weight by what the counts of a metric say', () => {
  const next = (weightPercent: number, known: ReturnType<typeof counted>, requestsPerMinute = 60_000) =>
    nextWeight(at(weightPercent, { ...known, requestsPerMinute, pass: true }), settings).weightPercent;

  it('does not wait for harm that would hardly cost anything', () => {
    const quiet = (requests: number) => ({
      metric: {
        counts: { stable: { total: requests, bad: 0 }, canary: { total: requests, bad: 0 } },
        lnE: 0,
        lnThreshold: Math.log(100),
        relativeRisk: null,
      },
    });
    expect(next(40, quiet(600_000), 6000)).toBe(95);
    expect(next(40, quiet(6000), 6000)).toBe(40);
  });

  it('waits at the plateau while what is likely could cost the budget, and not for a request or two', () => {
    // Nothing speaks against any harm yet, up to a third of all requests.
    const open = {
      metric: {
        counts: { stable: { total: 1000, bad: 1 }, canary: { total: 1000, bad: 0 } },
        lnE: 0,
        lnThreshold: Math.log(100),
        relativeRisk: null,
      },
    };
    expect(next(40, open, 0.05)).toBe(95);
    expect(next(40, open, 1)).toBe(40);
  });

  it('leaves the plateau when slight harm is refuted, and not for a pass', () => {
    expect(next(40, counted(60, 1))).toBe(40);
    expect(next(40, counted(120, 1))).toBe(95);
    expect(next(40, counted(120, 1.5))).toBe(40);
  });

  it('asks for less proof where less is at stake', () => {
    expect(next(40, counted(40, 1), 1000)).toBe(95);
    expect(next(5, counted(5, 1), 6_000_000)).toBe(5);
    expect(next(5, counted(5, 1), 6000)).toBeGreaterThan(10);
  });

  it('asks for more where counts scatter, and exposes what the default plan does whatever it looks like', () => {
    expect(next(5, counted(30, 1, 0, 3))).toBeLessThan(next(5, counted(30, 1)));
    expect(next(0.5, counted(30, 1.7))).toBe(3);
  });

  it('does not believe five requests, nor counts without a bad one', () => {
    const few = counted(0.004, 1);
    expect(nextWeight(at(0.5, { ...few, requestsPerMinute: 600_000 }), settings).kind).toBe('stay');
    const metric = { ...counted(3, 1).metric, relativeRisk: null };
    expect(nextWeight(at(5, { metric, requestsPerMinute: 60_000 }), settings).kind).toBe('stay');
  });

  it('is no braver for more harm, and no shyer for more evidence of none', () => {
    const weights = [0.6, 0.8, 1, 1.2, 1.5, 2].map((risk) => next(5, counted(30, risk)));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    const climbed = [2, 5, 10, 20, 40].map((expected) => next(5, counted(expected, 1)));
    expect(climbed).toEqual(climbed.toSorted((a, b) => a - b));
    expect(new Set(climbed).size).toBeGreaterThan(2);
  });

  it('falls back while harm is suspected, if the settings say so', () => {
    const held = (weightPercent: number, lnE: number) =>
      at(weightPercent, { ...counted(30, 1.5, lnE), hold: true });
    const falling = { ...settings, retreatPercent: 5 };
    expect(nextWeight(held(40, 2), settings)).toEqual({ kind: 'stay', weightPercent: 40 });
    expect(nextWeight(held(40, 2), falling)).toEqual({ kind: 'lower', weightPercent: 5 });
    expect(nextWeight(held(40, 1), falling).kind).toBe('stay');
    expect(nextWeight(held(7, 2), falling).kind).toBe('stay');
    expect(nextWeight(held(10, 2), falling)).toEqual({ kind: 'lower', weightPercent: 5 });
    expect(nextWeight(held(40, Math.log(5)), falling).kind).toBe('lower');
    expect(nextWeight({ ...held(40, 2), hold: false }, falling).kind).not.toBe('lower');
  });
});

it('never falls by default, never exceeds its bounds, and is a multiple of the step', () => {
  fc.assert(
    fc.property(
      fc.record({
        weightPercent: fc.constantFrom(0.5, 1, 5, 12.5, 25, 40, 95, 100),
        minutesAtWeight: fc.integer({ min: 0, max: 70 }),
        requestsPerMinute: fc.integer({ min: 1, max: 1e6 }),
        excessUpperBound: fc.double({ min: -1, max: 1, noNaN: true }),
        excessSoFar: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        hold: fc.boolean(),
        pass: fc.boolean(),
        known: fc.option(
          fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 5, noNaN: true })),
        ),
      }),
      ({ known, ...place }) => {
        const position = known === null ? place : { ...place, ...counted(...known) };
        const { kind, weightPercent } = nextWeight(position, settings);
        expect(weightPercent).toBeGreaterThanOrEqual(place.weightPercent);
        expect(weightPercent % 0.5).toBeCloseTo(0, 9);
        if (place.hold) expect(kind).toBe('stay');
        if (kind === 'raise' && place.weightPercent < 95) {
          expect(weightPercent).toBeLessThanOrEqual(Math.max(5, Math.min(95, 5 * place.weightPercent)));
        }
        if (known === null && kind === 'raise' && place.weightPercent < 19 && place.minutesAtWeight < 30) {
          const cost = (weightPercent / 100) * place.requestsPerMinute * 4 * place.excessUpperBound;
          expect(cost).toBeLessThanOrEqual(20 + 1e-6);
        }
      },
    ),
  );
});

it.each([
  ['5% where traffic is small', 60, 5],
  ['20 / (6000 x 4)', 6000, 0.5],
  ['20 / (250 x 4)', 250, 2],
  ['the least the router can', 6e6, 0.5],
  ['5% without traffic', 0, 5],
] as const)('starts at %s', (_, requestsPerMinute, weightPercent) => {
  expect(startWeight(requestsPerMinute, settings)).toBe(weightPercent);
});

it('starts as if there was one request a minute where there are fewer', () => {
  const tiny = { ...settings, budgetRequests: 0.04 };
  expect(startWeight(1, tiny)).toBe(1);
  expect(startWeight(0.1, tiny)).toBe(1);
});

it('starts lower where the router can, and spends more where more goes wrong anyway', () => {
  expect(startWeight(600_000, { ...settings, weightStepPercent: 0.001 })).toBeCloseTo(0.0, 2);
  expect(defaultBudget(6, 4)).toBe(20);
  expect(defaultBudget(600, 4)).toBe(300);
});
