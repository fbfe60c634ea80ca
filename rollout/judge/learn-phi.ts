import type { Dispersion } from './dispersion.ts';
import type { Counts } from './input.ts';
import type { Residuals } from './residuals.ts';

/**
 * The dispersion that earlier good rollouts (newest first) or a synchronous split showed: the worst of the blocks' lengths,
 * older rollouts counting less. `null` if they saw too few events to tell: then ask the history, or assume.
 */
export function learnPhi(earlier: readonly Residuals[]): Dispersion | null {
  let variance = 0;
  let varianceSquared = 0;
  const blocks = new Map<number, { squares: number; expected: number; freedom: number }>();
  earlier.forEach((sums, age) => {
    const weight = DECAY ** age;
    variance += weight * sums.variance;
    varianceSquared += weight * sums.varianceSquared;
    for (const { minutes, squares, expected, freedom } of sums.blocks) {
      const so = blocks.get(minutes) ?? { squares: 0, expected: 0, freedom: 0 };
      blocks.set(minutes, {
        squares: so.squares + weight * squares,
        expected: so.expected + weight * expected,
        freedom: so.freedom + weight * freedom,
      });
    }
  });
  if (!(variance >= LEAST_EVENTS)) return null;
  const ratios = [...blocks.values()]
    .filter(({ expected }) => expected > 0)
    // The worst of three estimates is too high by chance, the more so the fewer the blocks.
    .map(({ squares, expected, freedom }) => squares / expected / (1 + 1 / Math.sqrt(freedom)));
  if (ratios.length === 0) return null;
  const phi = Math.max(1, ...ratios);
  return { phi, sigma2: ((phi - 1) * variance) / varianceSquared };
}

/**
 * Has the service met no trouble of one slot alone, a storm of retries or a bad host? All its metrics, as learned (`null`: not
 * yet), scattered next to nothing in at least three good rollouts. One metric may have been lucky; and one lucky
 * rollout must not make the judge impatient, since a rollout that it then returns teaches nothing.
 */
export const isCalm = (
  learned: readonly ({ readonly phi: number; readonly rollouts: number } | null)[],
): boolean =>
  learned.length > 0 &&
  learned.every((one) => one !== null && one.rollouts >= CALM_ROLLOUTS && one.phi < RESTLESS_PHI);

const CALM_ROLLOUTS = 3;

/** Dispersion from which on the slots have troubles of their own. */
const RESTLESS_PHI = 1.5;

/**
 * The dispersion of stable's history (12 to 24 hours of minutes, in order): neighbouring blocks against each other.
 * Incidents that would have hit both slots count as scatter here, so it is clamped: they must not blind the judge.
 */
export function phiFromHistory(minutes: readonly Counts[]): Dispersion | null {
  const byLength = [1, 5, 15].map((length) => neighbours(minutes, length));
  const single = byLength[0];
  if (single === undefined || single.pairs === 0 || single.variance < LEAST_EVENTS) return null;
  const ratios = byLength.filter(({ variance }) => variance > 0).map((one) => one.squares / one.variance);
  const phi = Math.max(1, ...ratios);
  const usual = single.variance / single.pairs;
  return { phi, sigma2: Math.min((phi - 1) / usual, Math.max(0.1, 19 / usual)) };
}

/** Nothing is known: clients bring several requests each, and retry; slots drift apart by 45%. */
export const ASSUMED_DISPERSION: Dispersion = { phi: 3, sigma2: 0.2 };

function neighbours(minutes: readonly Counts[], length: number) {
  let squares = 0;
  let variance = 0;
  let pairs = 0;
  for (let from = 0; from + 2 * length <= minutes.length; from += 2 * length) {
    const one = total(minutes.slice(from, from + length));
    const other = total(minutes.slice(from + length, from + 2 * length));
    if (one.total + other.total === 0) continue;
    const share = one.total / (one.total + other.total);
    const events = one.bad + other.bad;
    squares += (one.bad - events * share) ** 2;
    variance += events * share * (1 - share);
    pairs++;
  }
  return { squares, variance, pairs };
}

const total = (counts: readonly Counts[]): Counts => ({
  total: counts.reduce((all, one) => all + one.total, 0),
  bad: counts.reduce((all, one) => all + one.bad, 0),
});

/** Half of the weight is on the last four rollouts. */
const DECAY = 0.85;
/** With a variance of fewer events than this the ratio of squares is mostly chance. */
const LEAST_EVENTS = 5;
