import { catchFailure } from './catch.ts';
import type { Rescue, Retrier, State } from './definition.ts';
import { StateFailure } from './errors.ts';
import { matches } from './match.ts';
import type { Step, Visit } from './visit.ts';

/**
 * Tries a state until it succeeds, its retriers are used up, or nothing speaks for another try; then its
 * catchers are asked. `givenUp` is told before them.
 */
export async function withRescue<S extends State & Rescue>(
  visit: Visit<S>,
  attempt: () => Promise<Step>,
  givenUp: () => void = () => {},
): Promise<Step> {
  const { host } = visit.branch;
  const retries = new Retries(visit.state.Retry, host.random);
  for (visit.retryCount = 0; ; visit.retryCount += 1) {
    try {
      return await attempt();
    } catch (failure) {
      if (!(failure instanceof StateFailure)) throw failure;
      const delaySeconds = retries.delayAfter(failure);
      if (delaySeconds === undefined) {
        givenUp();
        return await catchFailure(visit, failure);
      }
      host.transitions += 1;
      await visit.branch.sleep(delaySeconds * 1000);
    }
  }
}

/** The retriers of one visit. Each counts its own attempts. */
export class Retries {
  readonly #retriers: readonly Retrier[];
  readonly #random: () => number;
  readonly #usedBefore: number;
  readonly #used = new Map<Retrier, number>();

  /** `usedBefore` is how often a retrier has been used already (TestState). */
  constructor(retriers: readonly Retrier[] = [], random: () => number, usedBefore = 0) {
    this.#retriers = retriers;
    this.#random = random;
    this.#usedBefore = usedBefore;
  }

  /** Seconds until the next try, or undefined if there is none. */
  delayAfter(failure: StateFailure): number | undefined {
    const retrier = this.#retriers.find(({ ErrorEquals }) => matches(ErrorEquals, failure));
    if (retrier === undefined) return undefined;
    const used = this.#used.get(retrier) ?? this.#usedBefore;
    if (used >= (retrier.MaxAttempts ?? 3)) return undefined;
    this.#used.set(retrier, used + 1);
    const seconds = backoffSeconds(retrier, used);
    return retrier.JitterStrategy === 'FULL' ? seconds * this.#random() : seconds;
  }
}

/** The delay before the retry with this index, before jitter. */
export function backoffSeconds(retrier: Retrier, retryIndex: number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  return Math.min(IntervalSeconds * BackoffRate ** retryIndex, MaxDelaySeconds);
}
