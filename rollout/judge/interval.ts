import { type Dispersion, dispersionOf } from './dispersion.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute, Slots } from './minute.ts';
import type { RelativeRisk } from './verdict.ts';

/**
 * How many times stable's rate the canary's is. Estimate: the most likely ratio given each minute's share (conditional
 * binomial, so that minutes of different rates and weights are not mixed up). Interval: the ratios whose likelihood is
 * above 5% of the mean over a grid of others; that mean is the e-process of `likelihood.ts` with the ratio as its
 * line, so the interval covers the truth at every look with 95% (Robbins 1970, by Ville). `null` without events.
 */
export function interval(minutes: readonly JudgedMinute[], dispersion: Dispersion): RelativeRisk | null {
  const likelihood = likelihoodOf(
    minutes.filter(({ use }) => use === 'paired'),
    dispersion,
  );
  if (likelihood === null) return null;
  const { value, slope } = likelihood;
  const heights = GRID.map(value);
  const target = lnMean(heights) + Math.log(0.05);
  const estimate = mostLikely(likelihood);
  // The grid point next to the interval, on either side: a good place to start from.
  const isBelow = (i: number) => (heights[i] ?? target) < target;
  const left = GRID.findLast((u, i) => u < estimate && isBelow(i)) ?? -REACH;
  const right = GRID.find((u, i) => u > estimate && isBelow(i)) ?? REACH;
  return {
    estimate: outside(Math.exp(estimate)),
    low: outside(Math.exp(edge(left, estimate, target, value, slope))),
    high: outside(Math.exp(edge(right, estimate, target, value, slope))),
  };
}

/** The most likely ratio of the rates, each minute compared within itself; `null` without events. */
export function mostLikelyRatio(minutes: readonly Slots[]): number | null {
  const likelihood = likelihoodOf(minutes, { phi: 1, sigma2: 0 });
  return likelihood && Math.exp(mostLikely(likelihood));
}

type Likelihood = {
  readonly value: (lnRatio: number) => number;
  readonly slope: (lnRatio: number) => number;
  readonly curvature: (lnRatio: number) => number;
};

/** The log-likelihood of ln(ratio); concave. */
function likelihoodOf(minutes: readonly Slots[], dispersion: Dispersion): Likelihood | null {
  const telling = minutes.filter(({ stable, canary }) => stable.bad + canary.bad > 0);
  if (telling.length === 0) return null;
  const odds = new Float64Array(telling.length);
  const events = new Float64Array(telling.length);
  let canaryEvents = 0;
  telling.forEach((minute, i) => {
    const divisor = dispersionOf(minute, 1, dispersion);
    odds[i] = minute.canary.total / minute.stable.total;
    events[i] = (minute.canary.bad + minute.stable.bad) / divisor;
    canaryEvents += minute.canary.bad / divisor;
  });
  return {
    value: (lnRatio) => {
      const ratio = Math.exp(lnRatio);
      let all = canaryEvents * lnRatio;
      for (let i = 0; i < odds.length; i++) all -= (events[i] ?? 0) * Math.log1p(ratio * (odds[i] ?? 0));
      return all;
    },
    slope: (lnRatio) => {
      const ratio = Math.exp(lnRatio);
      let all = canaryEvents;
      for (let i = 0; i < odds.length; i++) {
        const weighted = ratio * (odds[i] ?? 0);
        all -= ((events[i] ?? 0) * weighted) / (1 + weighted);
      }
      return all;
    },
    curvature: (lnRatio) => {
      const ratio = Math.exp(lnRatio);
      let all = 0;
      for (let i = 0; i < odds.length; i++) {
        const weighted = ratio * (odds[i] ?? 0);
        all -= ((events[i] ?? 0) * weighted) / (1 + weighted) ** 2;
      }
      return all;
    },
  };
}

/** Where the slope is zero: Newton within a bracket, since far from the zero the slope is flat. */
function mostLikely({ slope, curvature }: Likelihood): number {
  let low = -REACH;
  let high = REACH;
  if (slope(low) <= 0) return low;
  if (slope(high) >= 0) return high;
  let at = 0;
  for (let i = 0; i < 60; i++) {
    const steep = slope(at);
    if (steep > 0) low = at;
    else high = at;
    const next = at - steep / curvature(at);
    const moved = next > low && next < high ? next : (low + high) / 2;
    if (Math.abs(moved - at) < 1e-12) return moved;
    at = moved;
  }
  return at;
}

/** Newton from outside: on a concave curve its steps never cross the edge. */
function edge(
  from: number,
  estimate: number,
  target: number,
  value: Likelihood['value'],
  slope: Likelihood['slope'],
): number {
  let at = from;
  for (let i = 0; i < 30; i++) {
    const missing = target - value(at);
    if (missing <= 0 || at === estimate) return at;
    const step = missing / slope(at);
    const next = from < estimate ? Math.min(at + step, estimate) : Math.max(at + step, estimate);
    if (!Number.isFinite(next) || Math.abs(next - at) < 1e-7) return at;
    at = next;
  }
  return at;
}

/** Ratios from 1/1000 to 1000 are told apart; beyond is 0, or 1000 for "or more" (JSON has no infinity). */
const REACH = Math.log(1000);
const outside = (ratio: number): number => (ratio < 0.001_001 ? 0 : ratio > 999 ? 1000 : ratio);

/** Of ln(ratio): dense near 1, where much traffic tells small differences apart. */
const GRID: readonly number[] = [
  0, 0.03, 0.07, 0.12, 0.18, 0.26, 0.36, 0.5, 0.7, 1, 1.5, 2.2, 3.3, 5,
].flatMap((u) => (u === 0 ? [0] : [-u, u]));
