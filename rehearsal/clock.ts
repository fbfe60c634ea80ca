/** Time as the engine and the simulated world see it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason if that is aborted first. */
  sleep(millis: number, signal?: AbortSignal): Promise<void>;
  /** Runs the action at that time (at once if it has passed). The answer cancels it. */
  schedule(atMillis: number, action: () => void): () => void;
}

/** A clock that jumps from one scheduled action to the next. Same schedule, same order: no race is ever decided by the machine. */
export interface VirtualClock extends Clock {
  /**
   * Runs the scheduled actions in order of time, and those of one instant in the order they were scheduled,
   * letting every promise settle in between, until `done()` is true, nothing is scheduled any more, or
   * `limitMillis` of virtual time have passed since the call (the clock then stands at that limit).
   */
  run(done?: () => boolean, limitMillis?: number): Promise<void>;
}

export function virtualClock(startMillis: number): VirtualClock {
  const agenda = new Agenda();
  const settle = settler();
  let nowMillis = startMillis;

  const clock: VirtualClock = {
    now: () => nowMillis,

    schedule(atMillis, action) {
      const entry = agenda.add(Math.max(atMillis, nowMillis), action);
      return () => {
        entry.action = undefined;
      };
    },

    sleep: (millis, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = () => {
          cancel();
          reject(signal?.reason);
        };
        const cancel = clock.schedule(nowMillis + millis, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),

    async run(done = () => false, limitMillis = Number.POSITIVE_INFINITY) {
      const untilMillis = nowMillis + limitMillis;
      await settle();
      while (!done()) {
        const entry = agenda.next();
        if (entry === undefined) return;
        if (entry.atMillis > untilMillis) {
          nowMillis = untilMillis;
          return;
        }
        agenda.drop();
        nowMillis = entry.atMillis;
        entry.action?.();
        await settle();
      }
    },
  };
  return clock;
}

/**
 * Node runs what `nextTick` was given when the microtask queue is empty, however deep the promise chains. A whole turn of the event
 * loop says the same for ten times the price; now and then one is taken, for whoever else wants to run.
 */
function settler(): () => Promise<void> {
  let times = 0;
  return () =>
    new Promise((resolve) => {
      times += 1;
      if (times % settlesToATurn === 0) setImmediate(resolve);
      else process.nextTick(resolve);
    });
}
const settlesToATurn = 1000;

interface Entry {
  readonly atMillis: number;
  readonly order: number;
  /** Undefined once cancelled. */
  action: (() => void) | undefined;
}

/** A binary heap of what is to come, earliest first. */
class Agenda {
  readonly #heap: Entry[] = [];
  #added = 0;

  add(atMillis: number, action: () => void): Entry {
    const entry: Entry = { atMillis, order: this.#added++, action };
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
    return entry;
  }

  /** The earliest entry that was not cancelled; it stays. */
  next(): Entry | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].action === undefined) this.drop();
    return this.#heap[0];
  }

  /** Removes the earliest entry. */
  drop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      const left = heap[below];
      const right = heap[below + 1];
      if (left === undefined) break;
      let child = left;
      if (right !== undefined && isBefore(right, left)) {
        child = right;
        below += 1;
      }
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Entry, b: Entry) =>
  a.atMillis < b.atMillis || (a.atMillis === b.atMillis && a.order < b.order);
