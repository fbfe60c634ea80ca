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
