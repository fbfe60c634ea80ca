import { type Dispersion, dispersionAtRate, dispersionOf } from './dispersion.ts';
import { type Line, lnLikelihood } from './likelihood.ts';
import { lnAdd, lnMean } from './log-space.ts';
import type { JudgedMinute } from './minute.ts';
import { lnPoisson } from './reference-rate.ts';

export type HarmTest = {
  readonly line: Line;
  /** The alternatives, all on one side of 1. */
  readonly ratios: readonly number[];
  readonly dispersion: Dispersion;
  /** The most that a minute may add, in nats. */
  readonly cap: (minute: JudgedMinute) => number;
  /** The null rate for minutes without stable traffic. */
  readonly referenceRate: number | null;
  /** When harm could first begin: the canary's first minute. */
  readonly startMinute: number;
};

/**
 * ln E, the evidence that the canary does harm: an e-process, P(E ever >= 1/alpha) <= alpha for a good version at any
 * number of looks (Ville 1939). It is the mean over alternatives and over the minute at which harm began; half of
 * the mass is on the start, the rest comes due at 1/60 a minute, so that late harm is found too.
 * Minutes must be in order.
 */
export function harm(minutes: readonly JudgedMinute[], test: HarmTest): number {
  const begun = new Float64Array(test.ratios.length).fill(Number.NEGATIVE_INFINITY);
  let lnReserve = 0;
  let next = test.startMinute;

  const pass = (count: number, lnStay: number) => {
    const lnDue = lnReserve + Math.log(-Math.expm1(count * lnStay));
    for (let j = 0; j < begun.length; j++) begun[j] = lnAdd(begun[j] ?? lnDue, lnDue);
    lnReserve += count * lnStay;
  };
  const passUntil = (minute: number) => {
    if (next === test.startMinute && next <= minute) {
      pass(1, Math.log1p(-START_MASS));
      next++;
    }
    if (next <= minute) pass(minute + 1 - next, Math.log1p(-HAZARD));
    next = minute + 1;
  };

  for (const minute of minutes) {
    passUntil(minute.minute);
    if (minute.use === 'none') continue;
    const evidenceOf = lnEvidence(minute, test);
    if (evidenceOf === null) continue;
    const most = Math.min(test.cap(minute), MOST_NATS);
    for (let j = 0; j < begun.length; j++) {
      begun[j] = (begun[j] ?? 0) + Math.min(evidenceOf(test.ratios[j] ?? 1), most);
    }
  }
  return lnAdd(lnMean(begun), lnReserve);
}

function lnEvidence(minute: JudgedMinute, test: HarmTest): ((r: number) => number) | null {
  if (minute.use === 'paired') {
    const divisor = dispersionOf(minute, test.line.ratio, test.dispersion);
    return (r) => lnLikelihood(minute, test.line, r) / divisor;
  }
  const rate = test.referenceRate;
  if (rate === null) return null;
  const divisor = dispersionAtRate(rate * minute.canary.total, test.dispersion);
  return (r) => lnPoisson(minute.canary, rate, r) / divisor;
}

const START_MASS = 0.5;
const HAZARD = 1 / 60;
/** e^600 is proof enough, and sums of such minutes stay finite. */
const MOST_NATS = 600;

/** What a rollback needs from one metric of `metrics`, if harm was there from the start. */
export const neededNats = (metrics: number, falseRollbackRate: number): number =>
  Math.log(metrics / (falseRollbackRate * START_MASS));
