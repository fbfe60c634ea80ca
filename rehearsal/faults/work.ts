import { isMainThread, parentPort } from 'node:worker_threads';
import { type Broken, itself, learnUsuals, tryCase, type Usual } from './explore.ts';
import { caseOf } from './fault.ts';
import { isKind } from './kinds.ts';
import { permissionsUsed } from './permissions.ts';

/** A worker thread: gets seeds, answers what each broke, and which permissions it was the first to use. */
export type Done = {
  readonly seed: string;
  readonly broken: readonly Broken[];
  readonly used: readonly string[];
};

export type Work = {
  readonly seeds: readonly string[];
  /** To be learned first. */
  readonly usuals: Readonly<Record<string, Usual>>;
};

if (!isMainThread) {
  // Errors are many here, and nobody reads where they come from; a replay tells.
  Error.stackTraceLimit = 0;
  const fallen: unknown[] = [];
  const known = new Set<string>();
  process.on('unhandledRejection', (thrown) => fallen.push(thrown));
  parentPort?.on('message', async ({ seeds, usuals }: Work) => {
    learnUsuals(usuals);
    const done: Done[] = [];
    for (const seed of seeds) {
      const used: string[] = [];
      const broken = await tryCase(caseOf(seed, isKind), {
        onPlayed({ world }) {
          for (const name of permissionsUsed(world)) {
            if (known.has(name)) continue;
            known.add(name);
            used.push(name);
          }
        },
      });
      const own = fallen.splice(0).map((thrown) => itself(thrown));
      done.push({ seed, broken: [...broken, ...own], used });
    }
    parentPort?.postMessage(done);
  });
}
