import { type Dispersion, dispersionOf } from './dispersion.ts';
import { lnMean } from './log-space.ts';
import type { JudgedMinute, Slots } from './minute.ts';
import type { RelativeRisk } from './verdict.ts';
import { zero } from './zero.ts';

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
  const isBelow = (_: number, i: number) => (heights[i] ?? target) < target;
  const left = GRID.filter(isBelow).findLast((u) => u < estimate) ?? -REACH;
  const right = GRID.filter(isBelow).find((u) => u > estimate) ?? REACH;
  // On a concave curve Newton's steps from outside never cross the edge.
  const edge = (from: number): number => zero((u) => value(u) - target, slope, from, estimate);
  return {
    estimate: outside(Math.exp(estimate)),
    low: outside(Math.exp(edge(left))),
    high: outside(Math.exp(edge(right))),
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
  let canaryEvents = 0;
  const told = telling.map((minute) => {
    const { stable, canary } = minute;
    const divisor = dispersionOf(minute, 1, dispersion);
    canaryEvents += canary.bad / divisor;
    return { odds: canary.total / stable.total, events: (canary.bad + stable.bad) / divisor };
  });
  return {
    value: (lnRatio) => {
      const ratio = Math.exp(lnRatio);
      let all = canaryEvents * lnRatio;
      for (const { odds, events } of told) all -= events * Math.log1p(ratio * odds);
      return all;
    },
    slope: (lnRatio) => {
      const ratio = Math.exp(lnRatio);
      let all = canaryEvents;
      for (const { odds, events } of told) {
        const weighted = ratio * odds;
        all -= (events * weighted) / (1 + weighted);
      }
      return all;
    },
    curvature: (lnRatio) => {
      const ratio = Math.exp(lnRatio);
      let all = 0;
      for (const { odds, events } of told) {
        const weighted = ratio * odds;
        all -= (events * weighted) / (1 + weighted) ** 2;
      }
      return all;
    },
  };
}

const mostLikely = ({ slope, curvature }: Likelihood): number => zero(slope, curvature, REACH, -REACH);

/** Ratios from 1/1000 to 1000 are told apart; beyond is 0, or 1000 for "or more" (JSON has no infinity). */
const REACH = Math.log(1000);
const outside = (ratio: number): number => (ratio < 0.001_001 ? 0 : ratio > 999 ? 1000 : ratio);

/** Of ln(ratio), on either side of 0: dense near it, where much traffic tells small differences apart. */
const SIDE: readonly number[] = [0.03, 0.07, 0.12, 0.18, 0.26, 0.36, 0.5, 0.7, 1, 1.5, 2.2, 3.3, 5];
const GRID: readonly number[] = [...SIDE.map((u) => -u).toReversed(), 0, ...SIDE];
