import { rankSum } from './mann-whitney.ts';
import type { Detector } from './method.ts';

export type KayentaOptions = {
  readonly intervalMinutes: number;
  /** Half-width of the interval in standard deviations: 2.326 for the judge's fixed 98%. */
  readonly critical: number;
  readonly direction: 'either' | 'increase';
  readonly marginal: number;
  readonly pass: number;
};

/**
 * Kayenta's NetflixACAJudge: at each interval, over all minutes so far, a metric is classified by the Mann-Whitney interval of the
 * shift (canary minus a baseline of the same size); the score is the share of metrics that pass. Each judgement must reach
 * `marginal`, the last one `pass`.
 */
export function kayenta(metrics: number, options: KayentaOptions): Detector {
  const canary = Array.from({ length: metrics }, (): number[] => []);
  const control = Array.from({ length: metrics }, (): number[] => []);
  return (minute) => {
    for (let metric = 0; metric < metrics; metric++) {
      if (minute.sample.total > 0) {
        canary[metric]?.push((minute.sample.bad[metric] ?? 0) / minute.sample.total);
      }
      if (minute.control.total > 0) {
        control[metric]?.push((minute.control.bad[metric] ?? 0) / minute.control.total);
      }
    }
    if ((minute.minute + 1) % options.intervalMinutes !== 0 && !minute.isLast) return 'continue';
    const classes = canary.map((values, metric) => classify(values, control[metric] ?? [], options));
    return score(classes) < (minute.isLast ? options.pass : options.marginal) ? 'fail' : 'continue';
  };
}

export type Classification = 'Pass' | 'High' | 'Low' | 'Nodata';

/** 100 times the share that passed, of those with data; 0 when half or more have none. */
export function score(classes: readonly Classification[]): number {
  const nodata = classes.filter((name) => name === 'Nodata').length;
  if (nodata >= classes.length / 2) return 0;
  return (100 * classes.filter((name) => name === 'Pass').length) / (classes.length - nodata);
}

/** High or Low when the interval of the shift lies beyond a quarter of the estimated shift. */
export function classify(
  canary: readonly number[],
  control: readonly number[],
  { critical, direction }: Pick<KayentaOptions, 'critical' | 'direction'>,
): Classification {
  if (canary.length === 0 || control.length === 0) return 'Nodata';
  const sorted = [Float64Array.from(canary).sort(), Float64Array.from(control).sort()] as const;
  if (areEqual(...sorted)) return 'Pass';
  if (isBeyond(...sorted, critical)) return 'High';
  // The shift the other way round is Low.
  return direction === 'either' && isBeyond(sorted[1], sorted[0], critical) ? 'Low' : 'Pass';
}

/**
 * Is the lower end of the interval of `a - b` above the tolerance, 0.25 of the estimate? The statistic falls with the shift, so
 * this asks whether it is still critical at the tolerance; where it never is, the end of the range counts.
 */
function isBeyond(a: Float64Array, b: Float64Array, critical: number): boolean {
  const least = (a[0] ?? 0) - (b[b.length - 1] ?? 0);
  const most = (a[a.length - 1] ?? 0) - (b[0] ?? 0);
  // Two constants: Kayenta adds a little noise, and what is left is a full separation.
  if (a[0] === a[a.length - 1] && b[0] === b[b.length - 1]) return least > 0;
  if (least <= 0 && statistic(a, b, 0) < critical) return false;
  const tolerance = TOLERANCE * Math.abs(estimate(a, b, least, most));
  return statistic(a, b, least) < critical ? least > tolerance : statistic(a, b, tolerance) > critical;
}

const TOLERANCE = 0.25;

/** The standardised rank sum of `a` after subtracting `shift`, with corrections for continuity and ties. */
function statistic(a: Float64Array, b: Float64Array, shift: number): number {
  const { u, deviation } = rankSum(a, b, shift);
  const beyond = u - (a.length * b.length) / 2;
  return deviation === 0 ? 0 : (beyond - 0.5 * Math.sign(beyond)) / deviation;
}

/** The shift at which the statistic crosses 0 (Hodges, Lehmann). */
function estimate(a: Float64Array, b: Float64Array, least: number, most: number): number {
  let [low, high] = [least, most];
  const precision = 1e-3 * (most - least);
  while (high - low > precision) {
    const middle = (low + high) / 2;
    if (statistic(a, b, middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}
