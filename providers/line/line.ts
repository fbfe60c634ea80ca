import type { Clients } from '../clients.ts';
import { Conflict, Throttled } from '../errors.ts';
import { outcomeOf } from './answer.ts';
import { store, type Urgency, type Waiting } from './store.ts';
import { busyMillis, createTurn, LostTurn, type Turn } from './turn.ts';

/** What somebody wants of a service that is throttling. */
export type Wish = {
  /** Who wants something of a sort may also fulfil the others of that sort. */
  readonly sort: string;
  /** What it is about, such as a record: a newer wish about the same takes the place of an older one. */
  readonly subject: string;
  readonly urgency: Urgency;
  /** May not wait for a look at the line. */
  readonly hurry: boolean;
  /** JSON that `serve` understands. */
  readonly body: string;
};

/** Fulfils these wishes in as few calls as it can, and answers each. Those left without an answer are served again. */
export type Serve = (wishes: readonly Waiting[], turn: Turn) => Promise<void>;

/**
 * Some services allow so few requests that callers must share them: Route 53 five a second in an account. Who is throttled puts
 * what it wants into the table. One of those who wait has the turn for a moment and does for all of them what can be done in
 * one go; the others find their answers in the table.
 *
 * Nothing is lost with whoever has the turn. Wishes stay until they are answered; they are absolute ("these weights"), so that
 * serving one twice does no harm; a turn that is not extended ends after two seconds. A wish ends with the patience of who asked.
 */
export interface Line {
  /**
   * Does it directly; where that is throttled, waits in line, and resolves with what was answered. What is in no hurry looks first
   * whether others are in line already. Rejects with `Throttled` after 15 seconds.
   */
  directly<T>(direct: () => Promise<T>, wish: Wish, serve: Serve): Promise<T | Answered>;
  /** To be called beside something that takes its time anyway: whoever knows that there is a line need not find out. */
  look(): Promise<void>;
}

/** An answer that came through the table, to be parsed. */
export class Answered {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

export type Surroundings = {
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<void>;
  /** Uniform from 0 to 1. */
  readonly random: () => number;
  /** Hears what keeps the line from working. Callers do without it then. */
  readonly tell: (message: string, error: unknown) => void;
};

/** Half of what a handler may live, which leaves it time for what comes after. */
const patienceMillis = 15_000;
const lookMillis = { least: 250, most: 750 };

export function createLine(
  clients: Pick<Clients, 'dynamodb'>,
  tableName: string,
  around: Surroundings,
): Line {
  const { now, sleep, random, tell } = around;
  const items = store(clients, tableName);
  let busyUntilMillis = 0;
  const pause = ({ least, most }: typeof lookMillis) => sleep(Math.round(least + random() * (most - least)));

  async function wait(wish: Wish, serve: Serve): Promise<Answered> {
    const askedMillis = now();
    const expiresMillis = askedMillis + patienceMillis;
    const mine = { ...wish, place: placeOf(wish), askedMillis, expiresMillis };
    await items.stand(mine).catch((error: unknown) => {
      throw new Closed('Nobody can stand in line.', { cause: error });
    });
    while (now() < expiresMillis) {
      await takeTurn(mine, serve);
      const found = await seen(items.at(mine.place));
      if (found !== undefined) {
        if (found?.body === mine.body && found.answer !== undefined && found.askedMillis >= askedMillis) {
          await seen(items.leave(found));
          return new Answered(outcomeOf(found.answer));
        }
        if (found !== null && found.body !== mine.body && found.askedMillis >= askedMillis)
          throw new Conflict(`Something else was asked of ${wish.subject} meanwhile.`);
        // Gone, or what is there was answered before we asked.
        if (found === null || found.answer !== undefined) await seen(items.stand(mine));
      }
      await pause(lookMillis);
    }
    await seen(items.leave(mine));
    throw new Throttled(`${wish.subject} was not served in ${patienceMillis / 1000} seconds in line.`);
  }

  /** Serves everybody who waits for this sort of thing, unless somebody else has the turn. */
  async function takeTurn({ sort, urgency, expiresMillis }: Wish & Waiting, serve: Serve): Promise<void> {
    const lease = await seen(items.glanceAtLease());
    if (lease === undefined) return;
    if (lease !== null && lease.untilMillis >= now() && lease.urgency <= urgency) return;
    const turn = createTurn(items, around, { urgency, endMillis: expiresMillis });
    if ((await seen(turn.begin())) !== true) return;
    try {
      const waiting = (await seen(items.waiting(`${sort} `))) ?? [];
      const unserved = waiting.filter(({ answer }) => answer === undefined);
      await serve(
        unserved.filter((one) => one.expiresMillis > now()),
        turn,
      );
      const stale = waiting.filter((one) => one.expiresMillis + patienceMillis < now());
      await Promise.all(stale.map((one) => seen(items.leave(one))));
    } catch (error) {
      if (!(error instanceof LostTurn)) throw error;
    } finally {
      await seen(turn.end());
    }
  }

  /** `undefined` where the table did not answer: whoever waits looks again. */
  async function seen<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      return await answer;
    } catch (error) {
      tell('The table did not answer who waits in line', error);
      return undefined;
    }
  }

  /** Without the table everybody is alone: tries again, after pauses that grow. */
  async function patiently<T>(direct: () => Promise<T>): Promise<T> {
    const endMillis = now() + patienceMillis;
    for (let most = 1000; ; most *= 2) {
      await pause({ least: most / 4, most });
      try {
        return await direct();
      } catch (error) {
        if (!(error instanceof Throttled) || now() + most > endMillis) throw error;
      }
    }
  }

  async function look(): Promise<void> {
    const lease = await seen(items.glanceAtLease());
    if (lease && Math.max(lease.untilMillis, lease.busyMillis) >= now()) busyUntilMillis = now() + busyMillis;
  }

  return {
    look,
    async directly(direct, wish, serve) {
      if (!wish.hurry) await look();
      if (now() >= busyUntilMillis) {
        try {
          return await direct();
        } catch (error) {
          if (!(error instanceof Throttled)) throw error;
          busyUntilMillis = now() + busyMillis;
        }
      }
      try {
        return await wait(wish, serve);
      } catch (error) {
        if (!(error instanceof Closed)) throw error;
        tell(error.message, error.cause);
        return patiently(direct);
      }
    },
  };
}

/** The table is out of reach. What must be done is done directly, as far as the service lets us. */
class Closed extends Error {
  override readonly name = 'Closed';
}

const placeOf = ({ sort, urgency, subject }: Wish): string => `${sort} ${urgency} ${subject}`;
