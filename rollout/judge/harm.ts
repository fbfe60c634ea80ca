import { lnBet } from './betting.ts';
import { type Dispersion, dispersionAtRate, dispersionOf } from './dispersion.ts';
import { type Line, lnLikelihood } from './likelihood.ts';
import { lnAdd, lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { lnPoisson, lnTotal } from './reference-rate.ts';

/** When harm is thought to begin: `startMass` at the canary's first minute, the rest comes due at `hazard` a minute. */
export type Onset = { readonly startMass: number; readonly hazard: number };

export type HarmTest = {
  readonly line: Line;
  /** The alternatives, all on one side of 1. */
  readonly ratios: readonly number[];
  /** Bets beside the alternatives, which need no dispersion; only against a line without `delta`. @default none */
  readonly stakes?: readonly number[];
  readonly dispersion: Dispersion;
  /** The most that a minute may add, in nats. */
  readonly cap: (minute: JudgedMinute) => number;
  /** The same for harm that began later, which has less mass and needs more; left out: `cap`. */
  readonly lateCap?: (minute: JudgedMinute) => number;
  /** The null rate for minutes without stable traffic. */
  readonly referenceRate: number | null;
  /** When harm could first begin: the canary's first minute. */
  readonly startMinute: number;
  readonly onset: Onset;
  /** The most that warm-up minutes may vouch for what follows them, in nats; 0 leaves them out altogether. */
  readonly warmUpNats: number;
};

/**
 * ln E, the evidence that the canary does harm: an e-process, P(E ever >= 1/alpha) <= alpha for a good version at any
 * number of looks (Ville 1939). It is the mean over alternatives and over the minute at which harm began, so that late harm
 * is found too. Minutes must be in order.
 *
 * A warm-up minute (`witness`) is no evidence of its own: a cold start would look like harm. But when harm goes on after it,
 * it was the first bad minute. Both ways to count it keep the e-process valid:
 *  - it raises the cap of the minute that follows: a cap only lowers an e-value, however it is chosen;
 *  - it adds to the evidence of harm from the start w = min(W, F/2), W its own evidence (at most `warmUpNats`), F what later
 *    minutes showed: never more than W, so that e^(F + w) <= e^(F + W), which is an e-process. A cold start alone
 *    has F near 0 and adds nothing.
 */
export function harm(minutes: readonly JudgedMinute[], test: HarmTest): number {
  return follow(minutes, test, () => {})();
}

/** ln E after each of the minutes, at the cost of one look at all of them. */
export function harmPath(minutes: readonly JudgedMinute[], test: HarmTest): Float64Array {
  const path = new Float64Array(minutes.length);
  follow(minutes, test, (i, lnE) => {
    path[i] = lnE();
  });
  return path;
}

function follow(
  minutes: readonly JudgedMinute[],
  test: HarmTest,
  after: (i: number, lnE: () => number) => void,
): () => number {
  const { ratios, stakes = [], onset, startMinute, warmUpNats } = test;
  const count = ratios.length + stakes.length;
  const fromStart = new Float64Array(count);
  const fromLater = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const firstWarmUp = new Float64Array(count);
  const lastWarmUp = new Float64Array(count);
  const all = new Float64Array(2 * count);
  let isFirstWarmUp = true;
  let isAfterWarmUp = false;
  let lnReserve = Math.log1p(-onset.startMass);
  let next = startMinute + 1;

  const lnStay = Math.log1p(-onset.hazard);
  const passUntil = (minute: number) => {
    if (next > minute) return;
    const stay = (minute + 1 - next) * lnStay;
    const lnDue = lnReserve + Math.log(-Math.expm1(stay));
    for (let j = 0; j < count; j++) fromLater[j] = lnAdd(fromLater[j] ?? lnDue, lnDue);
    lnReserve += stay;
    next = minute + 1;
  };

  const own = new Float64Array(count);

  const witness = (minute: JudgedMinute) => {
    if (warmUpNats === 0 || minute.stable.total === 0 || minute.canary.total === 0) return;
    fillPaired(own, minute, test);
    for (let j = 0; j < count; j++) {
      lastWarmUp[j] = (isAfterWarmUp ? (lastWarmUp[j] ?? 0) : 0) + (own[j] ?? 0);
      if (isFirstWarmUp) firstWarmUp[j] = Math.min(lastWarmUp[j] ?? 0, warmUpNats);
    }
    isAfterWarmUp = true;
  };

  const judge = (minute: JudgedMinute) => {
    if (minute.use === 'paired') fillPaired(own, minute, test);
    else if (test.referenceRate === null) return;
    else fillAtRate(own, minute, test, test.referenceRate);
    const cap = test.cap(minute);
    const lateCap = test.lateCap?.(minute) ?? cap;
    for (let j = 0; j < count; j++) {
      const vouched = isAfterWarmUp ? Math.min(Math.max(0, lastWarmUp[j] ?? 0), warmUpNats) : 0;
      const most = Math.min(own[j] ?? 0, MOST_NATS);
      fromStart[j] = (fromStart[j] ?? 0) + Math.min(most, cap + vouched);
      fromLater[j] = (fromLater[j] ?? 0) + Math.min(most, lateCap + vouched);
    }
    isFirstWarmUp = false;
    isAfterWarmUp = false;
  };

  const lnStart = Math.log(onset.startMass);
  const lnE = (): number => {
    for (let j = 0; j < count; j++) {
      const shown = fromStart[j] ?? 0;
      const warmUp = Math.min(firstWarmUp[j] ?? 0, Math.max(0, shown) / 2);
      all[j] = lnStart + shown + warmUp;
      all[count + j] = fromLater[j] ?? 0;
    }
    return lnAdd(lnMean(all) + Math.LN2, lnReserve);
  };

  minutes.forEach((minute, i) => {
    passUntil(minute.minute);
    if (minute.use === 'witness') witness(minute);
    else if (minute.use !== 'none') judge(minute);
    after(i, lnE);
  });
  return lnE;
}

function fillPaired(own: Float64Array, minute: JudgedMinute, test: HarmTest): void {
  const { line, ratios, stakes = [], dispersion } = test;
  const divisor = dispersionOf(minute, line.ratio, dispersion);
  ratios.forEach((r, j) => {
    own[j] = lnLikelihood(minute, line, r) / divisor;
  });
  stakes.forEach((stake, j) => {
    own[ratios.length + j] = lnBet(minute, line.ratio, stake);
  });
}

function fillAtRate(own: Float64Array, minute: JudgedMinute, test: HarmTest, rate: number): void {
  const { stable, canary, use } = minute;
  const requests = use === 'total' ? stable.total + canary.total : canary.total;
  const divisor = dispersionAtRate(rate * requests, test.dispersion);
  own.fill(0);
  test.ratios.forEach((r, j) => {
    own[j] = (use === 'total' ? lnTotal(minute, rate, r) : lnPoisson(canary, rate, r)) / divisor;
  });
}

/** e^600 is proof enough, and sums of such minutes stay finite. */
const MOST_NATS = 600;
