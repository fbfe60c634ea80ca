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

const settings: GuardedSettings = { ...guardedDefaults, budgetRequests: 20, weightStepPercent: 0.5 };
/** 100 requests a second. */
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

describe('the next weight', () => {
  it.each([
    ['what the budget allows: 20 / (6000 x 4 x 1%)', at(2), 'raise', 8],
    ['at most five times as much', at(1, { excessUpperBound: 0.001 }), 'raise', 5],
    ['at most the plateau', at(10, { excessUpperBound: -0.001 }), 'raise', 25],
    ['not for a small raise', at(7), 'stay', 7],
    ['not when nothing is known', at(0.5, { excessUpperBound: 1 }), 'stay', 0.5],
    ['not while the judge holds', at(2, { hold: true }), 'stay', 2],
    ['not before its time', at(2, { minutesAtWeight: 2 }), 'stay', 2],
    ['less when much seems lost already', at(2, { excessSoFar: 10 }), 'raise', 4],
    ['a quarter of the budget stays, since luck looks like loss', at(1, { excessSoFar: 1e6 }), 'raise', 2],
    ['bakes at the plateau', at(25), 'stay', 25],
    ['leaves the plateau with a pass', at(25, { pass: true }), 'raise', 95],
    ['or when its bake is over', at(25, { minutesAtWeight: 30 }), 'raise', 95],
    ['but not with a hold', at(25, { minutesAtWeight: 30, hold: true }), 'stay', 25],
    ['keeps a control group for a while', at(95, { minutesAtWeight: 2 }), 'stay', 95],
    ['then takes all', at(95), 'raise', 100],
    ['and is done', at(100), 'done', 100],
  ] as const)('%s', (_, position, kind, weightPercent) => {
    expect(nextWeight(position, settings)).toEqual({ kind, weightPercent });
  });

  it('climbs from the plateau as fast as the workload scales', () => {
    expect(nextWeight(at(25, { pass: true }), { ...settings, growth: 2 }).weightPercent).toBe(50);
  });

  it('never falls, never exceeds its bounds, and is a multiple of the step', () => {
    fc.assert(
      fc.property(
        fc.record({
          weightPercent: fc.constantFrom(0.5, 1, 5, 12.5, 25, 50, 95, 100),
          minutesAtWeight: fc.integer({ min: 0, max: 40 }),
          requestsPerMinute: fc.integer({ min: 1, max: 1e6 }),
          excessUpperBound: fc.double({ min: -1, max: 1, noNaN: true }),
          excessSoFar: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
          hold: fc.boolean(),
          pass: fc.boolean(),
        }),
        (position) => {
          const { kind, weightPercent } = nextWeight(position, settings);
          expect(weightPercent).toBeGreaterThanOrEqual(position.weightPercent);
          expect(weightPercent % 0.5).toBeCloseTo(0, 9);
          if (position.hold) expect(kind).toBe('stay');
          if (position.weightPercent < 25 && kind === 'raise') {
            expect(weightPercent).toBeLessThanOrEqual(Math.min(25, 5 * position.weightPercent));
            const cost = (weightPercent / 100) * position.requestsPerMinute * 4 * position.excessUpperBound;
            expect(cost).toBeLessThanOrEqual(20 + 1e-6);
          }
        },
      ),
    );
  });
});

it.each([
  ['5% where traffic is small', 60, 5],
  ['20 / (6000 x 4)', 6000, 0.5],
  ['the least the router can', 6e6, 0.5],
  ['5% without traffic', 0, 5],
] as const)('starts at %s', (_, requestsPerMinute, weightPercent) => {
  expect(startWeight(requestsPerMinute, settings)).toBe(weightPercent);
});

it('starts lower where the router can, and spends more where more goes wrong anyway', () => {
  expect(startWeight(600_000, { ...settings, weightStepPercent: 0.001 })).toBeCloseTo(0.0, 2);
  expect(defaultBudget(6, 4)).toBe(20);
  expect(defaultBudget(600, 4)).toBe(300);
});
