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
  const alternatives = [
    ...ratios.map((ratio) => alternative(ratio, false)),
    ...stakes.map((stake) => alternative(stake, true)),
  ];
  let isFirstWarmUp = true;
  let lnReserve = Math.log1p(-onset.startMass);
  let next = startMinute + 1;

  const lnStay = Math.log1p(-onset.hazard);
  const passUntil = (minute: number) => {
    if (next > minute) return;
    const stay = (minute + 1 - next) * lnStay;
    const lnDue = lnReserve + Math.log(-Math.expm1(stay));
    for (const one of alternatives) one.fromLater = lnAdd(one.fromLater, lnDue);
    lnReserve += stay;
    next = minute + 1;
  };

  const witness = (minute: JudgedMinute) => {
    if (warmUpNats === 0 || minute.stable.total === 0 || minute.canary.total === 0) return;
    const gain = pairedGain(minute, test);
    for (const one of alternatives) {
      one.lastWarmUp += gain(one);
      if (isFirstWarmUp) one.firstWarmUp = Math.min(one.lastWarmUp, warmUpNats);
    }
  };

  const judge = (minute: JudgedMinute, gain: Gain) => {
    const cap = test.cap(minute);
    const lateCap = test.lateCap?.(minute) ?? cap;
    for (const one of alternatives) {
      const vouched = Math.min(Math.max(0, one.lastWarmUp), warmUpNats);
      const most = Math.min(gain(one), MOST_NATS);
      one.fromStart += Math.min(most, cap + vouched);
      one.fromLater += Math.min(most, lateCap + vouched);
      one.lastWarmUp = 0;
    }
    isFirstWarmUp = false;
  };

  const lnStart = Math.log(onset.startMass);
  const lnE = (): number => {
    const fromStart = alternatives.map(
      (one) => one.fromStart + Math.min(one.firstWarmUp, Math.max(0, one.fromStart) / 2),
    );
    const fromLater = alternatives.map((one) => one.fromLater);
    return lnAdd(lnAdd(lnStart + lnMean(fromStart), lnMean(fromLater)), lnReserve);
  };

  minutes.forEach((minute, i) => {
    passUntil(minute.minute);
    const gain = gainOf(minute, test);
    if (minute.use === 'witness') witness(minute);
    else if (gain !== null) judge(minute, gain);
    after(i, lnE);
  });
  return lnE;
}

type Alternative = {
  /** The ratio of the rates, or the stake of a bet. */
  readonly size: number;
  readonly isBet: boolean;
  /** Nats if harm was there from the start, or began at any later minute that has passed; of warm-ups. */
  fromStart: number;
  fromLater: number;
  firstWarmUp: number;
  lastWarmUp: number;
};

const alternative = (size: number, isBet: boolean): Alternative => ({
  size,
  isBet,
  fromStart: 0,
  fromLater: Number.NEGATIVE_INFINITY,
  firstWarmUp: 0,
  lastWarmUp: 0,
});

/** What a minute adds for an alternative. */
type Gain = (one: Alternative) => number;

/** `null` if the minute is no evidence of its own. */
function gainOf(minute: JudgedMinute, test: HarmTest): Gain | null {
  if (minute.use === 'paired') return pairedGain(minute, test);
  const isAlone = minute.use === 'reference' || minute.use === 'total';
  return isAlone && test.referenceRate !== null ? gainAtRate(minute, test, test.referenceRate) : null;
}

function pairedGain(minute: JudgedMinute, { line, dispersion }: HarmTest): Gain {
  const divisor = dispersionOf(minute, line.ratio, dispersion);
  return ({ size, isBet }) =>
    isBet ? lnBet(minute, line.ratio, size) : lnLikelihood(minute, line, size) / divisor;
}

/** A rate has no part of the events for bets to be about. */
function gainAtRate(minute: JudgedMinute, { dispersion }: HarmTest, rate: number): Gain {
  const { stable, canary, use } = minute;
  const requests = use === 'total' ? stable.total + canary.total : canary.total;
  const divisor = dispersionAtRate(rate * requests, dispersion);
  const lnOf = (r: number): number =>
    use === 'total' ? lnTotal(minute, rate, r) : lnPoisson(canary, rate, r);
  return ({ size, isBet }) => (isBet ? 0 : lnOf(size) / divisor);
}

/** e^600 is proof enough, and sums of such minutes stay finite. */
const MOST_NATS = 600;
