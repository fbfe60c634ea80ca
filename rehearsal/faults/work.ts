import { isMainThread, parentPort } from 'node:worker_threads';
import { type Broken, itself, tryCase } from './explore.ts';
import { caseOf } from './fault.ts';
import { isKind } from './kinds.ts';

/** A worker thread: gets seeds, answers what each broke. */
export type Done = { readonly seed: string; readonly broken: readonly Broken[] };

if (!isMainThread) {
  const fallen: unknown[] = [];
  process.on('unhandledRejection', (thrown) => fallen.push(thrown));
  parentPort?.on('message', async (seeds: readonly string[]) => {
    const done: Done[] = [];
    for (const seed of seeds) {
      const broken = await tryCase(caseOf(seed, isKind));
      const own = fallen.splice(0).map((thrown) => itself(thrown));
      done.push({ seed, broken: [...broken, ...own] });
    }
    parentPort?.postMessage(done);
  });
}
