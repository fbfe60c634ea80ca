import { Throttled } from '../errors.ts';
import { answerOf, refusalOf } from './answer.ts';
import type { Surroundings } from './line.ts';
import type { Store, Urgency, Waiting } from './store.ts';

/** What whoever has the turn may do. */
export interface Turn {
  /**
   * One request to the service, at least so long after the answer to the one before. Waits while the service throttles, and rejects once
   * the turn is somebody else's.
   */
  call<T>(send: () => Promise<T>, gapMillis?: number): Promise<T>;
  answer(wish: Waiting, value: unknown): Promise<void>;
  /** Who asked gets this error. */
  refuse(wish: Waiting, error: unknown): Promise<void>;
}

/** So long does everybody wait for somebody who was killed in their turn. */
const leaseMillis = 2_000;
/** After a turn that served several at once, or was throttled itself, those who come try nothing of their own. */
export const busyMillis = 2_000;
/** A zone of Route 53 is busy with a change for less. */
const throttledMillis = { least: 350, most: 650 };
/**
 * "Five requests per second per AWS account", in bursts, and those that it refuses may count as well. Once it has refused one of ours we
 * send no more than that, or than it has taken before, where the quota was raised. A little longer than a second, since not every
 * request travels equally fast.
 */
const pace = { requests: 5, millis: 1050 };

/** A turn of at most so long, in calls of which each extends the lease first: only the last call of a lost turn may come late. */
export function createTurn(
  items: Store,
  { now, sleep, random, tell }: Surroundings,
  { urgency, endMillis }: { readonly urgency: Urgency; readonly endMillis: number },
): Turn & { begin(): Promise<boolean>; end(): Promise<unknown> } {
  const holder = Math.floor(random() * 2 ** 48).toString(36);
  let untilMillis = 0;
  let served = 0;
  let sentMillis: readonly number[] = [];
  let answeredMillis = 0;
  /** Requests a second, once we know. */
  let allowed: number | undefined;

  /** A table that does not answer takes nobody's turn away before its time. */
  async function extend(): Promise<void> {
    const wantedMillis = now() + leaseMillis;
    const extended = await items.extendLease(holder, wantedMillis).catch((error: unknown) => {
      tell('A turn could not be extended', error);
      return null;
    });
    if (extended === false || now() >= untilMillis) throw new LostTurn('Somebody else has the turn.');
    if (extended) untilMillis = wantedMillis;
  }

  const wait = (untilMillis: number): Promise<void> | undefined =>
    untilMillis > now() ? sleep(untilMillis - now()) : undefined;

  /** Until one more request is neither too soon nor too many. */
  async function keepPace(gapMillis: number): Promise<void> {
    await wait(answeredMillis + gapMillis);
    const first = allowed === undefined ? undefined : sentMillis.at(-allowed);
    if (first !== undefined) await wait(first + pace.millis);
    sentMillis = [...sentMillis.filter((atMillis) => atMillis + pace.millis > now()), now()];
  }

  const settle = async (wish: Waiting, answer: string): Promise<void> => {
    served += 1;
    try {
      await items.answer(wish, answer);
    } catch (error) {
      tell('An answer could not be given; it is asked again', error);
    }
  };

  return {
    begin() {
      untilMillis = now() + leaseMillis;
      return items.takeLease({ holder, urgency, untilMillis }, now());
    },
    end: () => items.endLease(holder, served > 1 || allowed !== undefined ? now() + busyMillis : 0),

    async call(send, gapMillis = 0) {
      for (;;) {
        await keepPace(gapMillis);
        await extend();
        try {
          const answer = await send();
          answeredMillis = now();
          return answer;
        } catch (error) {
          if (!(error instanceof Throttled) || now() > endMillis) throw error;
          allowed ??= Math.max(pace.requests, sentMillis.length - 1);
          const { least, most } = throttledMillis;
          await sleep(Math.round(least + random() * (most - least)));
        }
      }
    },
    answer: (wish, value) => settle(wish, answerOf(value)),
    refuse: (wish, error) => settle(wish, refusalOf(error)),
  };
}

/** The turn went to somebody else, who serves those that wait. */
export class LostTurn extends Error {
  override readonly name = 'LostTurn';
}
