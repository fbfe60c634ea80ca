import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
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
