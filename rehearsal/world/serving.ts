import type { Random } from '../random.ts';
import type { Running } from './backends.ts';
import { type Behaviours, type CompleteBehaviour, rateAt } from './behaviour.ts';
import { addTo, countBetween, durationShares, emptyHistogram, type Histogram } from './histogram.ts';

/** Hurts all versions alike, whatever they run. */
export type Incident = {
  readonly fromMillis: number;
  readonly toMillis: number;
  /** Every version's share of errors is multiplied. @default 1 */
  readonly errorFactor?: number;
  /** And this share is added. @default 0 */
  readonly errorRate?: number;
  /** @default 1 */
  readonly latencyFactor?: number;
};

export type Served = {
  readonly errors: number;
  readonly orders: number;
  /** Errors, and answers slower than the limit. */
  readonly bad: number;
  /** Of the bad ones, those that the baseline would not have had. */
  readonly excessBad: number;
  readonly durations: Histogram;
};

/** Requests that are alike: of one slot, to one version. */
export type Group = {
  readonly slot: string;
  readonly late: boolean;
  readonly requests: number;
  /** `undefined`: nothing runs in the slot. */
  readonly running: Running | undefined;
};
export type ServedGroup = Group & Served;

type Conditions = {
  readonly minute: number;
  readonly baseline: string;
  readonly slowerThanMillis: number;
  readonly incidents: readonly Incident[];
  readonly behaviours: Behaviours;
  readonly random: Random;
};

/** Draws what became of a minute's requests to one version in one slot. */
export function serveRequests(
  { requests, running }: { readonly requests: number; readonly running: Running | undefined },
  conditions: Conditions,
): Served {
  const { random, slowerThanMillis, behaviours, baseline } = conditions;
  if (running === undefined) {
    // Nothing answers: every request fails, and nothing is there to measure how long it took.
    return { errors: requests, orders: 0, bad: requests, excessBad: requests, durations: emptyHistogram() };
  }
  const behaviour = behaviours.of(running.version);
  const mine = chances(behaviour, running.sinceMillis, conditions);
  const usual = chances(behaviours.of(baseline), 0, conditions);
  const overload = Math.max(0, 1 - (running.tasks * behaviour.requestsPerTask) / requests);
  const failing = overload + (1 - overload) * mine.error;

  const errors = random.binomial(requests, failing);
  const answered = random.multinomial(requests - errors, mine.durations);
  const slow = countBetween(answered, slowerThanMillis, Number.POSITIVE_INFINITY);
  const bad = errors + slow;
  const badShare = failing + (1 - failing) * mine.slow;
  const usualShare = usual.error + (1 - usual.error) * usual.slow;
  const durations = emptyHistogram();
  addTo(durations, answered);
  addTo(durations, random.multinomial(errors, mine.durations));
  return {
    errors,
    orders: random.binomial(requests - errors, mine.conversion),
    bad,
    excessBad: random.binomial(bad, badShare > usualShare ? 1 - usualShare / badShare : 0),
    durations,
  };
}

type Chances = { error: number; slow: number; conversion: number; durations: readonly number[] };

function chances(
  behaviour: CompleteBehaviour,
  sinceMillis: number,
  { minute, incidents, slowerThanMillis }: Conditions,
): Chances {
  const at = minute * 60_000;
  const minutesRunning = Math.max(0, (at - sinceMillis) / 60_000);
  const now = incidents.filter(({ fromMillis, toMillis }) => at >= fromMillis && at < toMillis);
  const error = now.reduce(
    (share, { errorFactor = 1, errorRate = 0 }) => share * errorFactor + errorRate,
    rateAt(behaviour.errorRate, minutesRunning),
  );
  const slower = now.reduce((factor, { latencyFactor = 1 }) => factor * latencyFactor, 1);
  const { median, spread } = behaviour.latencyMillis;
  const durations = sharesOf(
    median * slower,
    spread,
    rateAt(behaviour.slowShare, minutesRunning),
    behaviour.slowMillis,
  );
  return {
    error: Math.min(1, error),
    slow: countBetween(durations, slowerThanMillis, Number.POSITIVE_INFINITY),
    conversion: rateAt(behaviour.conversionRate, minutesRunning),
    durations,
  };
}

const known = new Map<string, readonly number[]>();

/** The same few distributions are wanted minute after minute. */
function sharesOf(median: number, spread: number, slowShare: number, slowMillis: number): readonly number[] {
  const key = `${median}|${spread}|${slowShare}|${slowMillis}`;
  const shares = known.get(key) ?? durationShares({ median, spread }, slowShare, slowMillis);
  if (known.size > 1000) known.clear();
  known.set(key, shares);
  return shares;
}
