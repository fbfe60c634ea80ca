import type { Measured } from './measure.ts';
import { count, minutesLong, percent, times } from './wording.ts';

/** "12 of 900 on the canary (1.3%), 3 of 17,100 on stable (0.018%)". */
export function comparison({ evidence: { counts }, settings }: Measured): string {
  if (counts.canary.total === 0) return 'no canary requests judged yet';
  const good = settings.direction === 'higher-is-better' ? ' good' : '';
  const onCanary = `${count(counts.canary.bad)}${good} of ${count(counts.canary.total)} on the canary`;
  const onStable = `${count(counts.stable.bad)} of ${count(counts.stable.total)} on stable`;
  return counts.stable.total === 0
    ? `${onCanary} (${rate(counts.canary)})`
    : `${onCanary} (${rate(counts.canary)}), ${onStable} (${rate(counts.stable)})`;
}

export function harmSentence(measured: Measured): string {
  const { relativeRisk: risk, settings } = measured;
  if (settings.limit !== null) {
    return `${settings.name} broke its limit of ${percent(settings.limit)}: ${comparison(measured)}.`;
  }
  const what = settings.direction === 'higher-is-better' ? 'fell' : 'rose';
  return `${settings.name} ${what} with the new version: ${comparison(measured)}${certainPart()}.`;

  function certainPart(): string {
    if (risk === null) return '';
    // What rounds to "as stable" says nothing.
    if (risk.low >= 1.05) return `, at least ${times(risk.low)} stable's rate`;
    return risk.high < 0.995 ? `, at most ${percent(risk.high)} of stable's rate` : '';
  }
}

export const safeSentence = (measured: Measured): string =>
  `${measured.settings.name} is safe: ${atMost(measured)}.`;

export function undecidedSentence(measured: Measured): string {
  const known = measured.excessUpperBound < 1 ? `; ${atMost(measured)}` : '';
  return `${measured.settings.name} proves nothing yet: ${comparison(measured)}${known}.`;
}

export const provedSentence = (measured: readonly Measured[]): string =>
  `Safe to go on: ${worstCase(measured)}.`;

export const unprovenSentence = (measured: readonly Measured[]): string =>
  `The bake is over with no sign of harm, but safety is unproven: ${worstCase(measured)}.`;

export function bakingSentence(measured: readonly Measured[], isSafe: boolean, minutesLeft: number): string {
  const soFar = isSafe ? 'Safe so far' : 'No sign of harm so far';
  return `${soFar}: ${worstCase(measured)}; the bake goes on for ${minutesLong(minutesLeft)}.`;
}

export const cannotJudgeSentence = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` Cannot judge ${names.join(', ')} within this bake: too little traffic.`;

/** The metric that may hide the most harm, since that is what is still at stake. */
function worstCase(measured: readonly Measured[]): string {
  const [worst] = measured.toSorted((a, b) => b.excessUpperBound - a.excessUpperBound);
  if (worst === undefined) return 'nothing was judged';
  return worst.excessUpperBound < 1
    ? `${atMost(worst)} (${worst.settings.name})`
    : `${worst.settings.name}, ${comparison(worst)}`;
}

/** The bound as people should hear it. */
function atMost({ excessUpperBound, settings, evidence: { counts } }: Measured): string {
  if (excessUpperBound <= 0) return `the canary is no worse than stable`;
  const verb = settings.direction === 'higher-is-better' ? 'lost' : 'failing';
  return `at most ${percent(excessUpperBound)} of ${count(counts.canary.total)} canary requests may be ${verb} because of this version`;
}

const rate = ({ total, bad }: { readonly total: number; readonly bad: number }): string =>
  percent(bad / total);
