import { seededRandom } from '../../rehearsal/random.ts';

/** Draws that are fast enough for millions of minutes. */
export type Draw = {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  readonly normal: () => number;
  readonly binomial: (trials: number, probability: number) => number;
  readonly poisson: (mean: number) => number;
  /** The sum of so many geometric numbers 1, 2, 3 ... of this mean. */
  readonly geometricSum: (count: number, mean: number) => number;
};

/** Exact up to a variance of 100; beyond, normal with a correction for skewness (Cornish-Fisher). */
export function drawFrom(seed: string): Draw {
  const uniform = seededRandom(seed).next;
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const skewed = (mean: number, variance: number, skewness: number) => {
    const z = normal();
    return Math.max(0, Math.round(mean + Math.sqrt(variance) * (z + ((z * z - 1) * skewness) / 6)));
  };

  const binomial = (trials: number, probability: number): number => {
    if (trials <= 0 || probability <= 0) return 0;
    if (probability >= 1) return trials;
    if (probability > 0.5) return trials - binomial(trials, 1 - probability);
    const variance = trials * probability * (1 - probability);
    if (variance > EXACT_UP_TO) {
      const skewness = (1 - 2 * probability) / Math.sqrt(variance);
      return Math.min(trials, skewed(trials * probability, variance, skewness));
    }
    const odds = probability / (1 - probability);
    let left = uniform();
    let chance = Math.exp(trials * Math.log1p(-probability));
    let k = 0;
    while (left >= chance && k < trials && (chance > 0 || k === 0)) {
      left -= chance;
      chance *= ((trials - k) / (k + 1)) * odds;
      k++;
    }
    return k;
  };

  const poisson = (mean: number): number => {
    if (mean <= 0) return 0;
    if (mean > EXACT_UP_TO) return skewed(mean, mean, 1 / Math.sqrt(mean));
    let left = uniform();
    let chance = Math.exp(-mean);
    let k = 0;
    while (left >= chance && chance > 0) {
      left -= chance;
      chance *= mean / (k + 1);
      k++;
    }
    return k;
  };

  const geometricSum = (count: number, mean: number): number => {
    if (count > EXACT_UP_TO) {
      const variance = count * mean * (mean - 1);
      return Math.max(count, skewed(count * mean, variance, 2 / Math.sqrt(count)));
    }
    const lnStay = Math.log1p(-1 / mean);
    let sum = 0;
    for (let i = 0; i < count; i++) sum += 1 + Math.floor(Math.log(1 - uniform()) / lnStay);
    return sum;
  };

  return { uniform, normal, binomial, poisson, geometricSum };
}

const EXACT_UP_TO = 100;
