import type { AwsClients } from '../../../providers/clients.ts';
import { type VirtualClock, virtualClock } from '../../../rehearsal/clock.ts';
import {
  createWorld,
  type Principal,
  type World,
  type WorldOptions,
} from '../../../rehearsal/world/index.ts';

export const anybody: Principal = { name: 'anybody', statements: [{ actions: ['*'], resources: ['*'] }] };

export type TestWorld = World & {
  readonly virtual: VirtualClock;
  /** Lets virtual time run until the promise has settled. */
  readonly answer: <T>(promise: Promise<T>) => Promise<T>;
  readonly pass: (seconds: number) => Promise<void>;
  /** Any command to any client, by anybody; for tests that look at the answer's shape themselves. */
  readonly send: (service: keyof AwsClients, command: object) => Promise<unknown>;
};

/** A quiet world (nothing is throttled or delivered twice unless asked for), at ten in the morning. */
export function testWorld(options: Partial<WorldOptions> = {}): TestWorld {
  const clock = virtualClock(Date.parse('2026-11-02T10:00:00Z'));
  const world = createWorld({ clock, seed: 1, throttleShare: 0, duplicateShare: 0, ...options });
  return Object.assign(world, {
    virtual: clock,
    async answer<T>(promise: Promise<T>): Promise<T> {
      let settled = false;
      const mark = () => {
        settled = true;
      };
      promise.then(mark, mark);
      await clock.run(() => settled);
      return promise;
    },
    send(service: keyof AwsClients, command: object) {
      const client = world.clientsFor(anybody)[service] as { send(command: object): Promise<unknown> };
      return this.answer(client.send(command));
    },
    pass: async (seconds: number) => {
      const end = clock.now() + seconds * 1000;
      clock.schedule(end, () => {});
      await clock.run(() => clock.now() >= end);
    },
  });
}
