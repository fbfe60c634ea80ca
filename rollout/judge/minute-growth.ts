import { lnBet } from './betting.ts';
import { dispersionOf } from './dispersion.ts';
import { lnGain } from './likelihood.ts';
import type { Slots } from './minute.ts';
import type { MetricSettings } from './settings.ts';

/** Mean and variance of what a minute adds to the evidence of harm. */
export type Growth = { readonly mean: number; readonly variance: number };

/**
 * The growth of each alternative, and of each bet, in a minute with these expected events: they come in clusters as large as the
 * dispersion, each cluster in one slot; their number is Poisson. `capOf`: the most that each may add.
 */
export function minuteGrowth(
  slots: Slots,
  { harmLine, harmRatios, stakes, dispersion }: MetricSettings,
  capOf: (alternative: number) => number,
): readonly Growth[] {
  const { stable, canary } = slots;
  const { ratio } = harmLine;
  if (stable.total <= 0 || canary.total <= 0) return [...harmRatios, ...stakes].map(() => NOTHING);
  const phi = dispersionOf(slots, ratio, dispersion);
  return [
    ...harmRatios.map((r, j) => likelihoodGrowth(slots, ratio, r, phi, capOf(j))),
    ...stakes.map((stake, j) => betGrowth(slots, ratio, stake, phi, capOf(harmRatios.length + j))),
  ];
}

/** Of a minute without evidence. */
export const NOTHING: Growth = { mean: 0, variance: 0 };

function likelihoodGrowth(
  { stable, canary }: Slots,
  ratio: number,
  r: number,
  phi: number,
  cap: number,
): Growth {
  const gain = lnGain(stable.total, canary.total, ratio, r);
  const perCluster = Math.log(r) - gain;
  const lost = (stable.bad / phi) * gain;
  const clusters = canary.bad / phi;
  const fromStable = (stable.bad / phi) * gain ** 2;
  const fromCanary =
    clusters > MANY
      ? capped({ mean: clusters * perCluster - lost, variance: clusters * perCluster ** 2 }, cap)
      : poissonGrowth(clusters, (n) => [[1, Math.min(n * perCluster - lost, cap)]]);
  return { mean: fromCanary.mean, variance: fromCanary.variance + fromStable };
}

function betGrowth(
  { stable, canary }: Slots,
  ratio: number,
  stake: number,
  phi: number,
  cap: number,
): Growth {
  const events = stable.bad + canary.bad;
  if (events === 0) return NOTHING;
  const clusters = events / phi;
  const share = canary.bad / events;
  const won = (part: number): number =>
    lnBet({ stable: { ...stable, bad: 1 - part }, canary: { ...canary, bad: part } }, ratio, stake);
  if (clusters > MANY) return capped(smooth(won, share, clusters), cap);
  return poissonGrowth(clusters, (n) =>
    n === 0 ? [[1, 0]] : binomial(n, share).map((chance, k) => [chance, Math.min(won(k / n), cap)]),
  );
}

/** With so many clusters the sums are hardly ever far from their mean. */
const MANY = 60;

/** What a cap leaves of a minute that is always about its mean. */
function capped({ mean, variance }: Growth, cap: number): Growth {
  const kept = mean <= cap ? 1 : cap / mean;
  return { mean: mean * kept, variance: variance * kept ** 2 };
}

/** The first terms of Taylor's series at the mean. */
function smooth(won: (part: number) => number, share: number, clusters: number): Growth {
  const variance = (share * (1 - share)) / clusters;
  const width = Math.min(share, 1 - share) / 100;
  const middle = won(share);
  if (width === 0) return { mean: middle, variance: 0 };
  const [below, above] = [won(share - width), won(share + width)];
  const slope = (above - below) / (2 * width);
  const bend = (above - 2 * middle + below) / width ** 2;
  return { mean: middle + (bend * variance) / 2, variance: slope ** 2 * variance };
}

/** `gains` of n clusters: what may be gained, with its chance. */
function poissonGrowth(
  clusters: number,
  gains: (n: number) => readonly (readonly [chance: number, gain: number])[],
): Growth {
  let mean = 0;
  let square = 0;
  let chanceOfN = Math.exp(-clusters);
  const most = Math.ceil(clusters + 8 * Math.sqrt(clusters) + 8);
  for (let n = 0; n <= most; n++) {
    for (const [chance, gain] of gains(n)) {
      mean += chanceOfN * chance * gain;
      square += chanceOfN * chance * gain ** 2;
    }
    chanceOfN *= clusters / (n + 1);
  }
  return { mean, variance: square - mean ** 2 };
}

function binomial(n: number, share: number): readonly number[] {
  if (share >= 1) return [...new Array<number>(n).fill(0), 1];
  const odds = share / (1 - share);
  const chances = [(1 - share) ** n];
  for (let k = 1; k <= n; k++) chances.push(((chances[k - 1] ?? 0) * odds * (n - k + 1)) / k);
  return chances;
}
