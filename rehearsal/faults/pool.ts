import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Done } from './work.ts';

/** Small enough that no thread is left with a long rest. */
const seedsAtOnce = 10;

/** Plays all cases on every core. `onDone` is told of each, in no certain order. */
export async function playAll(
  seeds: readonly string[],
  onDone: (done: Done) => void,
  threads = availableParallelism(),
): Promise<void> {
  let next = 0;
  const take = () => {
    next += seedsAtOnce;
    return seeds.slice(next - seedsAtOnce, next);
  };
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(new URL('./work.ts', import.meta.url));
      await new Promise<void>((resolve, reject) => {
        const give = () => {
          const some = take();
          if (some.length === 0) resolve();
          else worker.postMessage(some);
        };
        worker.on('error', reject);
        worker.on('message', (all: readonly Done[]) => {
          for (const done of all) onDone(done);
          give();
        });
        give();
      });
      await worker.terminate();
    }),
  );
}
