import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { capOf, plainCaps } from '../../../rollout/judge/caps.ts';
import { type HarmTest, harm, harmPath } from '../../../rollout/judge/harm.ts';
import { judgePlanSchema } from '../../../rollout/judge/index.ts';
import { paired, type Row } from './minutes.ts';

const caps = plainCaps(3, 5, 0.01, 0.5);
const test: HarmTest = {
  line: { ratio: 1.25, delta: 0 },
  ratios: [1.3, 1.8, 3, 6, 15, 60],
  dispersion: { phi: 1, sigma2: 0 },
  cap: (minute) => capOf(minute, caps),
  referenceRate: null,
  startMinute: 0,
  onset: { startMass: 0.5, hazard: 1 / 60 },
  warmUpNats: 0,
};

const row = fc
  .tuple(fc.nat(10_000), fc.nat(50), fc.nat(1_000), fc.nat(50))
  .map(([ns, ks, nc, kc]): Row => [ns, Math.min(ks, ns), nc, Math.min(kc, nc)]);

describe('the evidence after each minute', () => {
  it('is what a look at that minute would have seen', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const minutes = paired(rows);
        const path = harmPath(minutes, test);
        expect(path).toHaveLength(minutes.length);
        for (const i of minutes.keys()) {
          expect(path[i]).toBeCloseTo(harm(minutes.slice(0, i + 1), test), 9);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a plan fixes for the judge', () => {
  it('has defaults for all but the metrics', () => {
    expect(judgePlanSchema.parse({ metrics: [] })).toMatchObject({
      falseRollbackRate: 0.01,
      advanceEarly: false,
    });
  });

  it.each([
    { metrics: [], falseRollbackRate: 0 },
    { metrics: [{ name: 'errors' }] },
    { metrics: [], falseRolbackRate: 0.01 },
  ])('refuses %j', (plan) => {
    expect(judgePlanSchema.safeParse(plan).success).toBe(false);
  });
});
