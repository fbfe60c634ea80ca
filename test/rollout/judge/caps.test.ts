import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Caps, capOf, capsFor, lateCapsFor, plainCaps } from '../../../rollout/judge/caps.ts';
import { judgeCounts } from '../../../rollout/judge/index.ts';
import type { Row } from './minutes.ts';

/** Short of total failure and of severe: five times stable's rate, and far beyond chance. */
const BAD: Row = [100_000, 1000, 100_000, 5000];
const minutesWith = (bad: readonly number[], quiet: Row): Row[] =>
  Array.from({ length: 60 }, (_, i) => (bad.includes(i) ? BAD : quiet));
const verdict = (unit: 'request' | 'client', buckets: readonly Row[], quietMetrics: number) =>
  judgeCounts({
    graded: true,
    metrics: [
      { name: 'errors', unit, phi: 1, buckets: buckets.map(([...row]) => row) },
      ...Array.from({ length: quietMetrics }, (_, i) => ({ name: `quiet ${i}`, buckets: [] })),
    ],
  }).verdict;

describe('harm in fewer minutes than asked for', () => {
  const quiet = fc.constantFrom<Row>([10, 0, 10, 0], [1000, 1, 1000, 1], [100_000, 1000, 100_000, 1000]);

  it.each([
    ['request', 1],
    ['client', 6],
  ] as const)('is never enough, by %s', (unit, most) => {
    const few = fc.uniqueArray(fc.nat(59), { minLength: 1, maxLength: most });
    fc.assert(
      fc.property(few, quiet, fc.constantFrom(0, 4), (bad, row, others) => {
        expect(verdict(unit, minutesWith(bad, row), others)).not.toBe('fail');
      }),
    );
  });

  it.each([
    ['request', 2, 0],
    ['client', 7, 0],
    ['request', 3, 45],
    ['client', 12, 40],
  ] as const)('by %s, %i minutes from minute %i are enough', (unit, count, from) => {
    const bad = Array.from({ length: count }, (_, i) => from + i);
    const soFar = minutesWith(bad, [100_000, 1000, 100_000, 1000]).slice(0, from + count);
    expect(verdict(unit, soFar, 4)).toBe('fail');
  });
});

/** By hand: ln 500 = 6.2146; from the start it needs 7.5363 nats, later 13.017. */
describe('the most that a minute may add, with five metrics at 1%', () => {
  const badMinutes = (usual: number, severe: number) => ({ usual, severe, severeTimes: 10 });
  it.each([
    [2, 1, 3.7682, 7.5363],
    [7, 3, 0.9941, 2.5121],
  ])('%i minutes, %i if severe', (usual, severe, usualNats, severeNats) => {
    const caps = capsFor(badMinutes(usual, severe), 5, 0.01, 0.8);
    expect(caps.usual).toBeCloseTo(usualNats, 3);
    expect(caps.severe).toBeCloseTo(severeNats, 3);
    expect(caps.total).toBeCloseTo(3.7682, 3);
  });

  it.each([
    [2, 1, 6.5085, 13.0169],
    [7, 3, 1.104, 3.312],
  ])('%i minutes, %i if severe, for harm that begins later', (usual, severe, usualNats, severeNats) => {
    const caps = lateCapsFor(badMinutes(usual, severe), 5, 0.01, { startMass: 0.8, hazard: 1 / 60 });
    expect(caps.usual).toBeCloseTo(usualNats, 3);
    expect(caps.severe).toBeCloseTo(severeNats, 3);
    expect(caps.total).toBeCloseTo(6.5085, 3);
  });
});

/** By hand: half of the mass needs ln(2 x 500) = 6.9078 nats for five metrics at 1%. */
it.each([
  [4, 1.7269],
  [2, 3.4539],
  [1, 6.9078],
])(
  'in equal shares of %i minutes a minute adds at most %d, and half of all if failure is total',
  (minutes, nats) => {
    const caps = plainCaps(minutes, 5, 0.01, 0.5);
    expect([caps.usual, caps.severe, caps.total]).toEqual(
      [nats, nats, 3.4539].map((expected) => expect.closeTo(expected, 4)),
    );
  },
);

describe('the cap of a minute', () => {
  const caps: Caps = { usual: 1, severe: 2, severeTimes: 10, total: 3 };
  it.each<[string, Row, number]>([
    ['usual', [999, 9, 100, 9], 1],
    ['ten times stable, smoothed by one', [999, 9, 100, 10], 2],
    ['nearly ten times stable', [998, 9, 100, 10], 1],
    ['four bad requests tell nothing', [99_999, 0, 100, 4], 1],
    ['five do', [99_999, 0, 100, 5], 2],
    ['total failure of few requests', [1000, 1, 20, 10], 3],
    ['of 199', [1000, 1, 199, 100], 3],
    ['of 200', [1000, 1, 200, 100], Number.POSITIVE_INFINITY],
    ['stable is not well either', [1000, 101, 200, 100], 1],
    ['stable is just well', [1000, 100, 200, 100], Number.POSITIVE_INFINITY],
    ['of 19', [1000, 1, 19, 19], 2],
    ['no stable request', [0, 0, 200, 200], 1],
  ])('%s', (_, [ns, ks, nc, kc], cap) => {
    expect(capOf({ stable: { total: ns, bad: ks }, canary: { total: nc, bad: kc } }, caps)).toBe(cap);
  });

  it('of a total failure is never below the severe one', () => {
    const patient = { ...caps, severe: 4 };
    expect(capOf({ stable: { total: 1000, bad: 1 }, canary: { total: 20, bad: 10 } }, patient)).toBe(4);
  });
});
