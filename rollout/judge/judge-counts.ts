import { z } from 'zod';
import { bound } from './bound.ts';
import { type Caps, capOf, capsFor, lateCapsFor, plainCaps } from './caps.ts';
import { combine, LN_HOLD_THRESHOLD, lnRollbackThreshold } from './combine.ts';
import { harm } from './harm.ts';
import { interval } from './interval.ts';
import { meanBound } from './mean-bound.ts';
import type { JudgedMinute } from './minute.ts';
import { LN_SAFE_THRESHOLD, safety } from './safety.ts';
import { settingsOf } from './settings.ts';
import { isTotalFailure } from './total-failure.ts';
import type { Decision } from './verdict.ts';
import { count, percent, times } from './wording.ts';

/**
 * The bare statistics, without plan, clock and edges: for people who try the judge on their own numbers, and for comparison with
 * other implementations. In: `countsSchema`, one bucket a minute. Defaults are the plain test's: equal caps, half
 * of the mass on the start, warm-up buckets left out. `"graded": true` judges as rollouts do.
 */
export function judgeCounts(input: CountsInput) {
  const { falseRollbackRate, graded, metrics } = countsSchema.parse(input);
  const needs = { falseRollbackRate, graded, metrics: metrics.length };
  const judged = metrics.map((metric) => judgeMetric(metric, needs));
  const isHarmful = combine(judged.map(({ lnE }) => lnE)) >= lnRollbackThreshold(falseRollbackRate);
  const isSafe = judged.every(({ verdict }) => verdict === 'pass');
  const verdict: Decision = isHarmful ? 'fail' : isSafe ? 'pass' : 'continue';
  const telling = judged.toSorted((a, b) => b.lnE - a.lnE)[0];
  const reasons: Record<Decision, string> = {
    fail: `Harm is proved, all metrics together: ${telling?.reason ?? ''}`,
    pass: 'Every metric is safe enough to go on.',
    continue: `Not decided: ${judged.find((metric) => metric.verdict !== 'pass')?.reason ?? ''}`,
  };
  return { verdict, reason: reasons[verdict], metrics: judged };
}

// Beyond these limits the arithmetic would overflow, and no service gets there.
const events = z.number().min(0).max(1e15);
const metricSchema = z.strictObject({
  name: z.string().min(1),
  unit: z.enum(['request', 'client']).default('request'),
  tolerance: z.number().min(0).max(100).optional(),
  minBadBuckets: z.int().min(1).optional(),
  phi: z.number().min(1).max(1e6).optional(),
  sigma2: z.number().min(0).max(100).default(0),
  hazard: z.number().min(0).lt(1).optional(),
  startMass: z.number().gt(0).max(1).optional(),
  /** Indices of buckets, from 0. */
  warmUpBuckets: z.array(z.int().min(0)).default([]),
  /** Each [stable's requests, of which bad, canary's requests, of which bad]. */
  buckets: z.array(z.tuple([events, events, events, events])),
});
export const countsSchema = z.strictObject({
  falseRollbackRate: z.number().gt(0).lt(1).default(0.01),
  graded: z.boolean().default(false),
  metrics: z
    .array(metricSchema)
    .min(1)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'two metrics have one name'),
});
export type CountsInput = z.input<typeof countsSchema>;

type Needs = { readonly falseRollbackRate: number; readonly graded: boolean; readonly metrics: number };

function judgeMetric(metric: z.infer<typeof metricSchema>, { falseRollbackRate, graded, metrics }: Needs) {
  const { name, unit, tolerance, minBadBuckets, phi, sigma2 } = metric;
  const settings = settingsOf({
    ...{ name, unit, sigma2, direction: 'lower-is-better' },
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(minBadBuckets === undefined ? {} : { minBadBuckets }),
    ...(phi === undefined ? {} : { phi }),
  });
  const { dispersion, badMinutes, harmLine, harmRatios, safetyLine, safetyRatios, boundRatios } = settings;
  const startMass = metric.startMass ?? (graded ? settings.onset.startMass : 0.5);
  const caps: Caps = graded
    ? capsFor(badMinutes, metrics, falseRollbackRate, startMass)
    : plainCaps(minBadBuckets ?? PLAIN_BAD_BUCKETS[unit], metrics, falseRollbackRate, startMass);
  const onset = { startMass, hazard: metric.hazard ?? settings.onset.hazard };
  const lateCaps = lateCapsFor(badMinutes, metrics, falseRollbackRate, onset);
  const lateCap = (minute: JudgedMinute): number => capOf(minute, lateCaps);
  const minutes = minutesOf(metric.buckets, metric.warmUpBuckets);
  const lnE = harm(minutes, {
    ...{ dispersion, line: harmLine, ratios: harmRatios, stakes: graded ? settings.stakes : [] },
    cap: (minute) => capOf(minute, caps),
    ...(graded ? { lateCap } : {}),
    referenceRate: null,
    startMinute: 0,
    onset,
    warmUpNats: graded ? caps.usual : 0,
  });
  const lnSafe = safety(minutes, { dispersion, line: safetyLine, ratios: safetyRatios });
  const excessUpperBound = graded
    ? meanBound(minutes, settings.direction, dispersion)
    : bound(minutes, boundRatios, dispersion);
  const relativeRisk = interval(minutes, dispersion) ?? { estimate: null, low: 0, high: 1000 };
  const lnThreshold = lnRollbackThreshold(falseRollbackRate) + Math.log(metrics);
  const facts = { name, minutes, relativeRisk, excessUpperBound };
  return {
    ...{ name, lnE, lnThreshold, relativeRisk, excessUpperBound },
    ...conclude(lnE >= lnThreshold, lnE >= LN_HOLD_THRESHOLD, lnSafe >= LN_SAFE_THRESHOLD, facts),
  };
}

/** Harm must show in so many buckets, short of total failure. */
const PLAIN_BAD_BUCKETS = { request: 2, client: 3 } as const;

/** More bad events than events are cut to them: clocks disagree. */
function minutesOf(
  buckets: readonly (readonly [number, number, number, number])[],
  warmUpBuckets: readonly number[],
): readonly JudgedMinute[] {
  const warmUp = new Set(warmUpBuckets);
  return buckets.map(([ns, ks, nc, kc], minute) => {
    const slots = {
      stable: { total: ns, bad: Math.min(ks, ns) },
      canary: { total: nc, bad: Math.min(kc, nc) },
    };
    const isLeftOut = warmUp.has(minute) && !isTotalFailure(slots);
    return { minute, ...slots, use: isLeftOut ? 'witness' : ns > 0 && nc > 0 ? 'paired' : 'none' };
  });
}

type Facts = {
  readonly name: string;
  readonly minutes: readonly JudgedMinute[];
  readonly relativeRisk: { readonly low: number };
  readonly excessUpperBound: number;
};

function conclude(isHarmful: boolean, isSuspicious: boolean, isSafe: boolean, facts: Facts) {
  const { name, relativeRisk, excessUpperBound } = facts;
  const seen = comparison(facts);
  const excess = excessUpperBound <= 0 ? 'no' : `at most ${percent(excessUpperBound)} of canary`;
  const said = (verdict: Decision, reason: string) => ({ verdict, reason });
  if (isHarmful) {
    const atLeast = relativeRisk.low > 1 ? `, at least ${times(relativeRisk.low)} stable's rate` : '';
    return said('fail', `${name} rose: ${seen}${atLeast}.`);
  }
  if (isSuspicious) return said('continue', `${name} looks worse, but not yet beyond doubt: ${seen}.`);
  if (isSafe) return said('pass', `${name} is safe: ${excess} requests may be worse off; ${seen}.`);
  return said('continue', `${name} proves nothing yet: ${seen}.`);
}

function comparison({ minutes }: Facts): string {
  const counted = minutes.filter(({ use }) => use === 'paired');
  if (counted.length === 0) return 'no bucket with requests in both slots';
  const slot = (one: 'canary' | 'stable'): string => {
    const total = counted.reduce((all, minute) => all + minute[one].total, 0);
    const bad = counted.reduce((all, minute) => all + minute[one].bad, 0);
    return `${count(bad)} bad of ${count(total)} on ${one === 'canary' ? 'the canary' : 'stable'} (${percent(bad / total)})`;
  };
  return `${slot('canary')}, ${slot('stable')}`;
}
