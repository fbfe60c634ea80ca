import { describe, expect, it } from '@jest/globals';
import type { Dispersion } from '../../../rollout/judge/dispersion.ts';
import type { JudgedMinute } from '../../../rollout/judge/minute.ts';
import { safety } from '../../../rollout/judge/safety.ts';
import { paired, type Row } from './minutes.ts';

const test = {
  line: { ratio: 1.5, delta: 0.0005 },
  ratios: [0.02, 0.1, 0.3, 0.6, 0.8, 0.92],
  dispersion: { phi: 1, sigma2: 0 },
};
const as = (use: JudgedMinute['use'], rows: readonly Row[]): readonly JudgedMinute[] =>
  paired(rows).map((minute) => ({ ...minute, use }));

// All computed apart from this code with 40 digits, from the formulas in likelihood.ts and reference-rate.ts.
describe('evidence that the canary is safe', () => {
  const ROWS: readonly Row[] = [
    [4500, 5, 1500, 1],
    [3000, 4, 3000, 2],
  ];
  it.each<[string, Dispersion, number]>([
    ['of independent events', { phi: 1, sigma2: 0 }, 1.4306859389815],
    ['of events in clusters', { phi: 2, sigma2: 0 }, 0.59408371508869],
    ['of clusters that grow with the counts', { phi: 1, sigma2: 0.5 }, 0.72800406775133],
  ])('against stable, %s', (_, dispersion, ln) => {
    expect(safety(as('paired', ROWS), { ...test, dispersion })).toBeCloseTo(ln, 12);
  });

  const ALONE: readonly Row[] = [
    [0, 0, 1500, 3],
    [0, 0, 3000, 5],
  ];
  it.each<[string, Dispersion, number]>([
    ['of independent events', { phi: 1, sigma2: 0 }, -0.791198021931],
    ['of events in clusters', { phi: 2, sigma2: 0 }, -0.68879337892604],
    ['of clusters that grow with the counts', { phi: 1, sigma2: 0.5 }, -0.61763579106789],
  ])('against a limit of 0.2%%, %s', (_, dispersion, ln) => {
    const limited = { ...test, dispersion, referenceRate: 0.002 };
    expect(safety(as('reference', ALONE), limited)).toBeCloseTo(ln, 12);
  });

  it.each<[string, JudgedMinute['use'], number | null]>([
    ['a warm-up', 'witness', 0.002],
    ['a minute that is not used', 'none', 0.002],
    ['a minute without stable and without a limit', 'reference', null],
  ])('is not what %s shows', (_, use, referenceRate) => {
    expect(safety(as(use, [[1000, 5, 1000, 0]]), { ...test, referenceRate })).toBe(0);
  });
});
