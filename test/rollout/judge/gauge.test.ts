import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../../../rehearsal/random.ts';
import {
  blockMinutesFor,
  type GaugeMinute,
  type GaugePlan,
  gauge,
  growthTest,
  signTest,
} from '../../../rollout/judge/index.ts';

const tolerance = { relative: 0.1, absolute: 0 };
const cpu: GaugePlan = { name: 'cpu', tolerance, blockMinutes: 1, decides: false };
const lnThreshold = Math.log(500);
const both = (series: readonly (readonly [number | null, number | null])[]): readonly GaugeMinute[] =>
  series.map(([stable, canary], minute) => ({ minute, stable, canary }));
const minutes = (canary: (i: number) => number, count = 60): readonly GaugeMinute[] =>
  Array.from({ length: count }, (_, minute) => ({ minute, stable: 40, canary: canary(minute) }));

describe('a gauge', () => {
  it.each([
    ['equal', () => 40, false, /shows nothing/],
    ['within the tolerance', () => 43.9, false, /110% of stable/],
    ['higher', () => 50, true, /higher on the canary: the canary's is 125%/],
    ['spikes', (i: number) => (i % 5 === 0 ? 4000 : 40), false, /shows nothing/],
    ['a leak that is still small', (i: number) => 30 + i / 10, true, /keeps growing/],
    ['falling', (i: number) => 50 - i / 3, false, /shows nothing/],
  ] as const)('%s', (_, canary, hold, says) => {
    const verdict = gauge(cpu, [minutes(canary)], lnThreshold);
    expect(verdict).toMatchObject({ verdict: 'continue', hold });
    expect(verdict.sentence).toMatch(says);
    expect(gauge({ ...cpu, decides: true }, [minutes(canary)], lnThreshold).verdict).toBe(
      hold ? 'fail' : 'continue',
    );
  });

  it('takes a dozen minutes to say so, and needs both slots', () => {
    const high = minutes(() => 80);
    const first = high.findIndex((_, i) => signTest(high.slice(0, i + 1), tolerance, 1) >= lnThreshold);
    expect(first + 1).toBeGreaterThanOrEqual(10);
    expect(first + 1).toBeLessThanOrEqual(13);
    const silent = high.map((minute) => ({ ...minute, stable: null }));
    expect(gauge(cpu, [silent], lnThreshold)).toMatchObject({ hold: false, lnE: 0 });
    expect(gauge(cpu, [silent], lnThreshold).sentence).toMatch(/no minute/);
    expect(gauge(cpu, [minutes(() => Number.NaN)], lnThreshold).lnE).toBe(0);
  });

  it.each<[string, readonly GaugeMinute[], number, string]>([
    ['equal', minutes(() => 40), 9, "cpu shows nothing: the canary's is 100% of stable's."],
    ['higher', minutes(() => 50), 9, "cpu is higher on the canary: the canary's is 125% of stable's."],
    [
      'growing',
      minutes((i) => 30 + i / 10),
      9,
      "cpu keeps growing on the canary against stable: the canary's is 82% of stable's so far.",
    ],
    [
      'enough evidence, none of it of growth',
      minutes(() => 80, 2),
      0.3,
      "cpu is higher on the canary: the canary's is 200% of stable's.",
    ],
    ['nothing on stable', both([[0, 3]]), 9, 'cpu shows nothing: stable has none to compare with.'],
    [
      'next to nothing on stable',
      both([[0.5, 0.7]]),
      9,
      "cpu shows nothing: the canary's is 140% of stable's.",
    ],
    [
      'what one slot reports alone is not compared',
      both([
        [40, 20],
        [null, 90],
        [40, null],
      ]),
      9,
      "cpu shows nothing: the canary's is 50% of stable's.",
    ],
    ['no number', both([[40, Number.NaN]]), 9, 'cpu has no minute in which both slots reported.'],
    ['no minutes', [], 9, 'cpu has no minute in which both slots reported.'],
  ])('says so in one sentence: %s', (_, series, threshold, sentence) => {
    expect(gauge(cpu, [series], threshold).sentence).toBe(sentence);
  });

  it('means level and growth, and is proved when their mean reaches the threshold', () => {
    const verdict = gauge(cpu, [minutes((i) => 45 + i / 10)], 1);
    const { lnLevel, lnGrowth, lnE } = verdict;
    expect(lnLevel).toBeGreaterThan(1);
    expect(lnGrowth).toBeGreaterThan(1);
    expect(lnE).toBeCloseTo(Math.log((Math.exp(lnLevel) + Math.exp(lnGrowth)) / 2), 9);
    expect(verdict).toMatchObject({ name: 'cpu', lnThreshold: 1, hold: true });
    expect(gauge(cpu, [minutes((i) => 45 + i / 10)], lnE).hold).toBe(true);
    expect(gauge(cpu, [minutes((i) => 45 + i / 10)], lnE + 1e-9).hold).toBe(false);
  });

  it('grows only within a step: a change of weight changes the difference', () => {
    const steps = Array.from({ length: 12 }, (_, step) => minutes(() => 40 + step, 5));
    expect(growthTest(steps)).toBe(0);
    expect(growthTest([steps.flat().map((one, minute) => ({ ...one, minute }))])).toBeGreaterThan(
      lnThreshold,
    );
  });

  it('pays each rank such that the mean is 1', () => {
    const orders = permutations([1, 2, 3, 4]);
    const mean =
      orders
        .map((order) => Math.exp(growthTest([minutes((i) => order[Math.floor(i / 5)] ?? 0, 20)])))
        .reduce((all, one) => all + one, 0) / orders.length;
    expect(mean).toBeCloseTo(1, 12);
  });

  it('asks for five-minute means where neighbours are alike', () => {
    const random = seededRandom('gauge');
    let drift = 0;
    const drifting = minutes(() => {
      drift = 0.8 * drift + random.next() - 0.5;
      return 40 + drift;
    }, 300);
    expect(blockMinutesFor(drifting)).toBe(5);
    expect(blockMinutesFor(minutes(() => 40 + random.next(), 300))).toBe(1);
    expect(blockMinutesFor([])).toBe(1);
  });

  it('never gets less evidence from a higher canary, and growth has no scale', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(100), fc.nat(100)), { minLength: 1, maxLength: 40 }),
        fc.nat(100),
        (values, more) => {
          const made = (factor: number, add: number): readonly GaugeMinute[] =>
            values.map(([stable, canary], minute) => ({
              minute,
              stable: factor * stable,
              canary: factor * canary + add,
            }));
          const [before, after] = [made(1, 0), made(1, more)];
          expect(signTest(after, tolerance, 1)).toBeGreaterThanOrEqual(signTest(before, tolerance, 1) - 1e-9);
          // Growth is a matter of order: no scale, exact in powers of two.
          expect(growthTest([made(4, 0)])).toBe(growthTest([before]));
        },
      ),
    );
  });
});

function permutations(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length <= 1) return [values];
  return values.flatMap((value) =>
    permutations(values.filter((other) => other !== value)).map((rest) => [value, ...rest]),
  );
}
