import { InvalidToken, type StateFailure, TaskDoesNotExist, TaskTimedOut } from './errors.ts';
import type { Json } from './json.ts';

/** Who waits for an answer. */
export interface Waiter {
  succeed(output: Json): void;
  fail(failure: StateFailure): void;
  heartbeat(): void;
}

/** The task tokens of all executions of an engine. */
export class Tokens {
  readonly #random: () => number;
  readonly #waiters = new Map<string, Waiter | 'closed'>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** A new token, of the look that the service's have. It can be answered as soon as a waiter is set. */
  issue(): string {
    const bytes = Uint8Array.from({ length: 48 }, () => Math.floor(this.#random() * 256));
    return `AQCEAAAAKgAAAAMAAAAA${Buffer.from(bytes).toString('base64')}`;
  }

  await(token: string, waiter: Waiter): void {
    this.#waiters.set(token, waiter);
  }

  close(token: string): void {
    this.#waiters.set(token, 'closed');
  }

  /** Throws as SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat do. */
  waiterOf(token: string): Waiter {
    if (!/^[A-Za-z0-9+/]{20,}={0,2}$/.test(token)) throw new InvalidToken("Invalid Token: 'Invalid token'");
    const waiter = this.#waiters.get(token);
    if (waiter === undefined) throw new TaskDoesNotExist("Task does not exist: 'Task not found'");
    if (waiter === 'closed') {
      throw new TaskTimedOut("Task Timed Out: 'Provided task does not exist anymore'");
    }
    return waiter;
  }
}
