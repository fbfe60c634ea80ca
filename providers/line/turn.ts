import { Throttled } from '../errors.ts';
import { answerOf, refusalOf } from './answer.ts';
import type { Surroundings } from './line.ts';
import type { Store, Urgency, Waiting } from './store.ts';

/** What whoever has the turn may do. */
export interface Turn {
  /** One request to the service. Waits while that throttles, and rejects once the turn is somebody else's. */
  call<T>(send: () => Promise<T>): Promise<T>;
  answer(wish: Waiting, value: unknown): Promise<void>;
  /** Who asked gets this error. */
  refuse(wish: Waiting, error: unknown): Promise<void>;
}

/** So long does everybody wait for somebody who was killed in their turn. */
const leaseMillis = 2_000;
/** After a turn that served several at once, or was throttled itself, those who come try nothing of their own. */
export const busyMillis = 2_000;
/** Route 53 counts requests by the second; a zone is busy with a change for less. */
const throttledMillis = { least: 350, most: 650 };

/** A turn of at most so long, in calls of which each extends the lease first: only the last call of a lost turn may come late. */
export function createTurn(
  items: Store,
  { now, sleep, random, tell }: Surroundings,
  { urgency, endMillis }: { readonly urgency: Urgency; readonly endMillis: number },
): Turn & { begin(): Promise<boolean>; end(): Promise<unknown> } {
  const holder = Math.floor(random() * 2 ** 48).toString(36);
  let untilMillis = 0;
  let served = 0;
  let throttled = false;

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
    end: () => items.endLease(holder, served > 1 || throttled ? now() + busyMillis : 0),

    async call(send) {
      for (;;) {
        await extend();
        try {
          return await send();
        } catch (error) {
          if (!(error instanceof Throttled) || now() > endMillis) throw error;
          throttled = true;
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
