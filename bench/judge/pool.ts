import { Worker } from 'node:worker_threads';
import type { Result } from './cells.ts';
import { gridOf } from './grid.ts';
import type { Task } from './worker.ts';

export type Done = { readonly index: number; readonly result: Result; readonly seconds: number };

/** Works all cells out on so many threads; the results are in the order of the grid. */
export async function allCells(isSmall: boolean, seed: string, threads: number): Promise<readonly Done[]> {
  const cells = gridOf(isSmall);
  const done: Done[] = [];
  let next = 0;
  const drain = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url));
      const give = () => {
        if (next >= cells.length) {
          resolve(worker.terminate().then(() => undefined));
          return;
        }
        const task: Task = { isSmall, seed, index: next++ };
        worker.postMessage(task);
      };
      worker.on('error', reject);
      worker.on('message', (message: Done) => {
        done.push(message);
        if (process.stderr.isTTY) process.stderr.write(`\r${done.length} of ${cells.length} cells`);
        give();
      });
      give();
    });
  await Promise.all(Array.from({ length: threads }, drain));
  return done.toSorted((a, b) => a.index - b.index);
}
