import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Done } from './work.ts';

export type Pool = {
  /** Plays all cases. `onDone` is told of each, in no certain order. */
  readonly playAll: (seeds: readonly string[], onDone: (done: Done) => void) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Small enough that no thread is left with a long rest. */
const seedsAtOnce = 10;
/** Most of what a run makes is soon gone; with room for a whole run, little of it is copied before. */
const youngGenerationMegabytes = 96;

/** A thread for each core, which read their modules while the caller still makes plans. */
export function startPool(threads = availableParallelism()): Pool {
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(new URL('./work.ts', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMegabytes },
      }),
  );
  return {
    async playAll(seeds, onDone) {
      let next = 0;
      const take = () => {
        next += seedsAtOnce;
        return seeds.slice(next - seedsAtOnce, next);
      };
      await Promise.all(workers.map((worker) => playSome(worker, take, onDone)));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function playSome(
  worker: Worker,
  take: () => readonly string[],
  onDone: (done: Done) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = () => {
      const some = take();
      if (some.length === 0) resolve();
      else worker.postMessage(some);
    };
    worker.once('error', reject);
    worker.on('message', (all: readonly Done[]) => {
      for (const done of all) onDone(done);
      give();
    });
    give();
  });
}
