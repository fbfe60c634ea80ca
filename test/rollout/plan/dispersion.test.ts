import { describe, expect, it } from '@jest/globals';
import type { Residuals, Verdict } from '../../../rollout/judge/index.ts';
import {
  dispersionClause,
  learnedDispersion,
  type MetricDispersion,
  pastDispersion,
  withDispersion,
} from '../../../rollout/plan/dispersion.ts';
import { inputWith, planned, specWith } from './plan-input.ts';

/** As if events came in clusters of that size. */
const sums = (size: number, variance = 400): Residuals => ({
  blocks: [{ minutes: 1, squares: size * variance, expected: variance, freedom: 1e6 }],
  variance,
  varianceSquared: variance,
});
const rollouts = (...all: readonly (readonly [key: string, of: Residuals])[]) =>
  all.map(([key, of], i) => ({ rolloutId: `r${i}`, metrics: { [key]: of } }));

const learned = (phi: number, rollouts: number): MetricDispersion => ({
  ...{ phi, sigma2: 0 },
  origin: { kind: 'learned', rollouts },
});
const history: MetricDispersion = { phi: 2.04, sigma2: 0, origin: { kind: 'history', hours: 12 } };
const assumed: MetricDispersion = { origin: { kind: 'assumed' } };
const unit: MetricDispersion = { origin: { kind: 'unit' } };

describe('what is learned of a metric', () => {
  it('comes from the rollouts that knew it by this key, and from no others', () => {
    const found = learnedDispersion('a', rollouts(['a', sums(2)], ['b', sums(50)], ['a', sums(2)]));
    expect(found).toMatchObject({ phi: expect.closeTo(2, 1), origin: { kind: 'learned', rollouts: 2 } });
    expect(learnedDispersion('c', rollouts(['a', sums(2)]))).toBeNull();
  });

  it('is never below 1, and unknown where hardly anything happened', () => {
    expect(learnedDispersion('a', rollouts(['a', sums(0.3)]))).toMatchObject({ phi: 1, sigma2: 0 });
    expect(learnedDispersion('a', rollouts(['a', sums(2, 1)]))).toBeNull();
  });
});

describe("stable's past", () => {
  const past = (length: number, bad: (minute: number) => number | null) =>
    Array.from({ length }, (_, minute) => {
      const count = bad(minute);
      return { minute, counts: count === null ? null : { total: 6000, bad: count } };
    });

  it('tells how much stable scatters by itself', () => {
    const found = pastDispersion(past(720, (minute) => (minute % 2 === 0 ? 4 : 16)));
    expect(found).toMatchObject({ origin: { kind: 'history', hours: 12 } });
    expect(found?.phi).toBeGreaterThan(1.5);
  });

  it('tells nothing if most of it is unknown', () => {
    expect(pastDispersion(past(720, (minute) => (minute < 400 ? null : (minute % 2) * 9)))).toBeNull();
    expect(pastDispersion([])).toBeNull();
  });
});

describe('the plan', () => {
  const spec = specWith(
    'metrics: [{ kind: bell, name: rings }, { kind: bell, name: orders }, { kind: bell, name: waits, unit: client }]',
  );

  it('fixes what was found, and leaves the rest to the unit of assignment', () => {
    const { judge, dispersion } = planned({ spec, dispersion: { orders: learned(1.4, 3) } });
    expect(dispersion).toEqual({ rings: unit, orders: learned(1.4, 3), waits: assumed });
    expect(judge.metrics).toMatchObject([
      { name: 'rings', unit: 'request' },
      { name: 'orders', unit: 'request', phi: 1.4, sigma2: 0 },
      { name: 'waits', unit: 'client' },
    ]);
    expect(judge.metrics[0]).not.toHaveProperty('phi');
    expect(judge.metrics[2]).not.toHaveProperty('phi');
  });

  it('assumes for clients', () => {
    const assignment = { unit: 'client', lastsSeconds: 60 } as const;
    const { dispersion } = planned({ spec, reading: { ...inputWith().reading, assignment } });
    expect(Object.values(dispersion)).toEqual([assumed, assumed, assumed]);
  });
});

describe('a verdict', () => {
  const verdict: Verdict = {
    verdict: 'continue',
    hold: false,
    unproven: false,
    rule: 'baking',
    sentence: 'So far so good.',
    lnE: 0,
    lnThreshold: 5,
    metrics: [],
  };

  it('says which dispersion it allowed for, if it comes from counts and there is any', () => {
    const said = (of: Verdict, dispersion: MetricDispersion) =>
      withDispersion(of, { errors: dispersion }).sentence;
    expect(said(verdict, assumed)).toBe('So far so good. Dispersion 3, assumed.');
    expect(said(verdict, unit)).toBe('So far so good.');
    expect(said({ ...verdict, rule: 'canary-silent' }, assumed)).toBe('So far so good.');
  });
});

describe('in a clause', () => {
  it.each<readonly [string, Readonly<Record<string, MetricDispersion>>]>([
    ['', {}],
    ['', { errors: unit, latency: unit }],
    ['Dispersion 3, assumed.', { errors: assumed, latency: assumed }],
    ["Dispersion 2, from stable's last 12 hours.", { errors: history }],
    ['Dispersion 1.9, learned from 1 rollout.', { errors: learned(1.93, 1) }],
    ['Dispersion 1.9, learned from 4 rollouts.', { errors: learned(1.94, 4), latency: unit }],
    [
      'Dispersion: errors 1.9, orders 1, learned from 4 rollouts; latency 3, assumed.',
      { errors: learned(1.94, 4), latency: assumed, orders: learned(1, 4) },
    ],
  ])('%p', (clause, byMetric) => {
    expect(dispersionClause(byMetric)).toBe(clause);
  });
});
