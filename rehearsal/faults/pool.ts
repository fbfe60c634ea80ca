import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Usual } from './explore.ts';
import type { Done, Work } from './work.ts';

export type Pool = {
  /** Plays all cases, of stories that usually go like this. `onDone` is told of each, in no certain order. */
  readonly playAll: (
    seeds: readonly string[],
    usuals: Readonly<Record<string, Usual>>,
    onDone: (done: Done) => void,
  ) => Promise<void>;
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
    async playAll(seeds, usuals, onDone) {
      let next = 0;
      const take = () => {
        next += seedsAtOnce;
        return seeds.slice(next - seedsAtOnce, next);
      };
      await Promise.all(workers.map((worker) => playSome(worker, take, usuals, onDone)));
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function playSome(
  worker: Worker,
  take: () => readonly string[],
  usuals: Readonly<Record<string, Usual>>,
  onDone: (done: Done) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (known: Work['usuals'] = {}) => {
      const seeds = take();
      const work: Work = { seeds, usuals: known };
      if (seeds.length === 0) resolve();
      else worker.postMessage(work);
    };
    worker.once('error', reject);
    worker.on('message', (all: readonly Done[]) => {
      for (const done of all) onDone(done);
      give();
    });
    give(usuals);
  });
}
