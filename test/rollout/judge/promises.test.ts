import { describe, expect, it } from '@jest/globals';
import { judge } from '../../../rollout/judge/index.ts';
import { interval } from '../../../rollout/judge/interval.ts';
import { errors, observed, rollout, START } from './a-rollout.ts';
import { paired, type Row, repeat } from './minutes.ts';

const plain = { phi: 1, sigma2: 0 };

describe('the interval of the relative risk', () => {
  it.each([
    ['equal rates', repeat(30, [5700, 57, 300, 3]), 1],
    ['five times', repeat(30, [5700, 57, 300, 15]), 5],
    // Summed up, the canary looks three times better, since it served most in the quiet minutes.
    [
      'equal at each minute, at different weights',
      [
        [9000, 900, 1000, 100],
        [1000, 10, 9000, 90],
      ] as const,
      1,
    ],
  ] as const)('%s', (_, rows, truth) => {
    const risk = interval(paired(rows), plain);
    expect(risk?.estimate).toBeCloseTo(truth, 6);
    expect(risk?.low).toBeLessThan(truth);
    expect(risk?.high).toBeGreaterThan(truth);
  });

  it('has no end where one slot had no events', () => {
    expect(interval(paired(repeat(9, [5700, 6, 300, 0])), plain)).toMatchObject({ estimate: 0, low: 0 });
    expect(interval(paired(repeat(9, [5700, 0, 300, 6])), plain)).toMatchObject({
      estimate: 1000,
      high: 1000,
    });
    expect(interval(paired(repeat(9, [5700, 0, 300, 0])), plain)).toBeNull();
  });

  it('is narrow with much data', () => {
    const risk = interval(paired(repeat(240, [500_000, 5000, 500_000, 7500])), plain);
    expect(risk?.low).toBeGreaterThan(1.4);
    expect(risk?.high).toBeLessThan(1.6);
  });
});

describe('in simulated rollouts, looked at every minute', () => {
  const random = seeded(7);
  const run = (risk: number): readonly Row[] =>
    Array.from({ length: 60 }, (_, minute): Row => {
      const canary = minute < 20 ? 60 : 300;
      const rate = minute >= 30 && minute < 36 ? 0.05 : 0.005;
      return [
        1200 - canary,
        events(random, (1200 - canary) * rate),
        canary,
        events(random, canary * rate * risk),
      ];
    });
  const atEachMinute = (series: readonly Row[]) => {
    const buckets = series.map(([ns, ks, nc, kc], i) => ({
      minute: START + i,
      stable: { total: ns, bad: ks },
      canary: { total: nc, bad: Math.min(nc, kc) },
    }));
    return Array.from({ length: 10 }, (_, look) =>
      judge(
        rollout({
          plan: { falseRollbackRate: 0.05, metrics: [{ ...errors, tolerance: 0, lagMinutes: 0 }] },
          step: { number: 2, weightPercent: 25, enteredMinute: START + 20, bakeMinutes: 40 },
          weights: [
            { minute: START, percent: 5 },
            { minute: START + 20, percent: 25 },
          ],
          nowMinute: START + 6 * (look + 1),
          observations: [observed(buckets)],
        }),
      ),
    );
  };

  it('good versions, an incident in both slots included, are rolled back in less than 5%', () => {
    const verdicts = Array.from({ length: 120 }, () => atEachMinute(run(1)));
    const share = (holds: (looks: (typeof verdicts)[number]) => boolean) =>
      verdicts.filter(holds).length / 120;
    expect(share((looks) => looks.some(({ verdict }) => verdict === 'fail'))).toBeLessThan(0.05);
    // Both say 5% at most, at any look.
    expect(
      share((looks) => looks.some(({ metrics: [m] }) => m !== undefined && m.excessUpperBound < 0)),
    ).toBeLessThan(0.05);
    expect(
      share((looks) =>
        looks.some(
          ({ metrics: [m] }) => m?.relativeRisk && (m.relativeRisk.low > 1 || m.relativeRisk.high < 1),
        ),
      ),
    ).toBeLessThan(0.05);
  });

  it('three times the errors are found in nine of ten', () => {
    const found = Array.from({ length: 40 }, () => atEachMinute(run(3))).filter((looks) =>
      looks.some(({ verdict }) => verdict === 'fail'),
    );
    expect(found.length).toBeGreaterThan(36);
  });
});

/** Small and plain, for a test: a 32-bit mix of a counter (after mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A Poisson count, by the gaps between events. */
function events(random: () => number, mean: number): number {
  let count = -1;
  let passed = 0;
  while (passed <= mean) {
    passed -= Math.log(1 - random());
    count++;
  }
  return count;
}
