import type { Context } from './context.ts';
import type { Rehearsed } from './rehearsals.ts';

/** Writes the HTML page of a rehearsed rollout. */
export function writePage(path: string, { rehearsal }: Rehearsed, { deps }: Context): void {
  deps.files.write(path, `${rehearsal.outcome}`);
}
