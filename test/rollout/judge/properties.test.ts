import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bound } from '../../../rollout/judge/bound.ts';
import { capOf, capsFor } from '../../../rollout/judge/caps.ts';
import { harm } from '../../../rollout/judge/harm.ts';
import { type Bucket, type JudgeInput, judge, type MetricPlan } from '../../../rollout/judge/index.ts';
import { lnLikelihood } from '../../../rollout/judge/likelihood.ts';
import type { JudgedMinute } from '../../../rollout/judge/minute.ts';
import { safety } from '../../../rollout/judge/safety.ts';
import { errors, observed, rollout, START } from './a-rollout.ts';
import { paired, type Row } from './minutes.ts';

const plain = { phi: 1, sigma2: 0 };
const caps = capsFor({ usual: 2, severe: 2, severeTimes: 10 }, 1, 0.01, 0.8);
const evidence = (minutes: readonly JudgedMinute[]): number =>
  harm(minutes, {
    line: { ratio: 1.1, delta: 0 },
    ratios: [1.3, 1.8, 3, 6, 15, 60],
    dispersion: plain,
    cap: (minute) => capOf(minute, caps),
    referenceRate: null,
    startMinute: 0,
    onset: { startMass: 0.8, hazard: 1 / 60 },
    warmUpNats: caps.usual,
  });
const better = [0.02, 0.1, 0.3, 0.6, 0.8, 0.92];
const safe = (minutes: readonly JudgedMinute[]): number =>
  safety(minutes, { line: { ratio: 1.5, delta: 0.0005 }, ratios: better, dispersion: plain });
const excess = (minutes: readonly JudgedMinute[]): number => bound(minutes, better, plain);

const slot = (most: number) =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => [Math.max(a, b), Math.min(a, b)] as const);
const row = (most = 5000): fc.Arbitrary<Row> =>
  fc.tuple(slot(most), slot(most)).map(([stable, canary]) => [...stable, ...canary] as const);
const rows = fc.array(row(), { minLength: 1, maxLength: 30 });
const buckets = (series: readonly Row[]): readonly Bucket[] =>
  series.map(([ns, ks, nc, kc], i) => ({
    minute: START + i,
    stable: { total: ns, bad: ks },
    canary: { total: nc, bad: kc },
  }));

const slack = (value: number): number => 1e-9 * Math.max(1, Math.abs(value));

describe('evidence', () => {
  it('of a minute is that of its parts, if they have its shares', () => {
    fc.assert(
      fc.property(row(), row(), fc.integer({ min: 1, max: 9 }), (one, two, times) => {
        const ns = one[0] + 1;
        const nc = one[2] + 1;
        const part = (share: number, [, ks, , kc]: Row): JudgedMinute['stable'][] => [
          { total: ns * share, bad: ks },
          { total: nc * share, bad: kc },
        ];
        const ln = ([stable, canary]: JudgedMinute['stable'][], r: number): number =>
          stable && canary ? lnLikelihood({ stable, canary }, { ratio: 1.1, delta: 0.001 }, r) : Number.NaN;
        const whole = part(1 + times, [0, one[1] + two[1], 0, one[3] + two[3]]);
        for (const r of [0.1, 0.9, 1.3, 60]) {
          const sum = ln(part(1, one), r) + ln(part(times, two), r);
          expect(Math.abs(ln(whole, r) - sum)).toBeLessThan(slack(sum) * 10);
        }
      }),
    );
  });

  it('of safety, and the bound, do not change when a minute is split', () => {
    fc.assert(
      fc.property(rows, (series) => {
        const halves = series.flatMap(([ns, ks, nc, kc]): Row[] => {
          const [fewStable, fewCanary] = [Math.floor(ks / 2), Math.floor(kc / 3)];
          return [
            [ns / 2, fewStable, nc / 2, fewCanary],
            [ns / 2, ks - fewStable, nc / 2, kc - fewCanary],
          ];
        });
        const whole = paired(series);
        const split = paired(halves);
        expect(Math.abs(safe(split) - safe(whole))).toBeLessThan(slack(safe(whole)) * 10);
        expect(Math.abs(excess(split) - excess(whole))).toBeLessThan(1e-7);
      }),
    );
  });

  it('of harm never falls, and of safety never rises, when one more canary request is bad', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (series, pick) => {
        const at = pick % series.length;
        const worse = series.map(
          ([ns, ks, nc, kc], i): Row => [ns, ks, nc, i === at ? Math.min(nc, kc + 1) : kc],
        );
        const [before, after] = [paired(series), paired(worse)];
        expect(evidence(after)).toBeGreaterThanOrEqual(evidence(before) - slack(evidence(before)));
        expect(safe(after)).toBeLessThanOrEqual(safe(before) + slack(safe(before)));
        expect(excess(after)).toBeGreaterThanOrEqual(excess(before) - 1e-9);
      }),
    );
  });

  it('of harm is none when nothing bad happens, for safety it grows with the canary', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(1e6), (ns, nc) => {
        const minutes = paired([[ns + 1, 0, nc + 1, 0]]);
        expect(evidence(minutes)).toBeCloseTo(0, 12);
        expect(safe(minutes)).toBeGreaterThan(0);
        expect(safe(paired([[ns + 1, 0, nc + 2, 0]]))).toBeGreaterThan(safe(minutes) - 1e-9);
      }),
    );
  });

  it('is finite for counts up to 1e12', () => {
    fc.assert(
      fc.property(fc.array(row(1e12), { minLength: 1, maxLength: 5 }), (series) => {
        const minutes = paired(series);
        for (const value of [evidence(minutes), safe(minutes), excess(minutes)]) expect(value).not.toBeNaN();
        expect(Number.isFinite(evidence(minutes))).toBe(true);
      }),
    );
  });
});

describe('a verdict', () => {
  const metrics: readonly MetricPlan[] = [
    errors,
    { ...errors, name: 'latency', unit: 'client' },
    { ...errors, name: 'conversion', direction: 'higher-is-better' },
    { ...errors, name: 'feedback', dryRun: true },
  ];
  const input = fc
    .record({
      series: fc.array(fc.array(row(), { maxLength: 20 }), { minLength: 4, maxLength: 4 }),
      percent: fc.constantFrom(0.5, 5, 50, 95, 100),
      baked: fc.integer({ min: 0, max: 40 }),
      status: fc.constantFrom('ok', 'ok', 'ok', 'missing', 'failed'),
    })
    .map(
      ({ series, percent, baked, status }): JudgeInput =>
        rollout({
          plan: { metrics, advanceEarly: true },
          step: { number: 1, weightPercent: percent, enteredMinute: START, bakeMinutes: 30 },
          weights: [{ minute: START, percent }],
          nowMinute: START + baked,
          observations: metrics.map(({ name }, i) => ({
            ...observed(buckets(series[i] ?? [])),
            name,
            status: i === 1 ? status : 'ok',
          })),
        }),
    );

  it('is the same when recomputed, and whatever the order of metrics, minutes and weights', () => {
    fc.assert(
      fc.property(input, (one) => {
        const verdict = judge(one);
        expect(judge(structuredClone(one))).toEqual(verdict);
        const turned = judge({
          ...one,
          plan: { ...one.plan, metrics: one.plan.metrics.toReversed() },
          weights: one.weights.toReversed(),
          observations: one.observations.map((o) => ({ ...o, buckets: o.buckets.toReversed() })).toReversed(),
        });
        expect({ ...turned, metrics: turned.metrics.toReversed() }).toEqual(verdict);
      }),
    );
  });

  it('never passes while it holds, and is plain JSON', () => {
    fc.assert(
      fc.property(input, (one) => {
        const verdict = judge(one);
        expect(verdict.verdict === 'pass' && verdict.hold).toBe(false);
        expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
        expect(verdict.sentence).toMatch(/^\S.*\.$/);
        expect(JSON.stringify(verdict)).not.toMatch(/NaN|Infinity|undefined/);
      }),
    );
  });

  it('survives counts that are none', () => {
    const odd = fc.constantFrom(-1, Number.NaN, Number.POSITIVE_INFINITY, 0, 3, 1e12);
    fc.assert(
      fc.property(fc.array(fc.tuple(odd, odd, odd, odd), { minLength: 1, maxLength: 6 }), (series) => {
        const verdict = judge(rollout({ observations: [observed(buckets(series))] }));
        expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
      }),
    );
  });
});
