import { join } from 'node:path';
import { readDefinition } from '../deploy/sources.ts';
import { page } from '../report/page.ts';
import type { Files } from './files.ts';
import { Mistake } from './mistake.ts';
import type { Rehearsed } from './rehearsals.ts';

/** Writes a page of each rollout of a story, and says where. */
export function writePages(folder: string, { name, rehearsal }: Rehearsed, files: Files): readonly string[] {
  const { executions, ledger } = rehearsal;
  const definition = readDefinition();
  return executions.map(({ history }, i) => {
    const path = join(folder, executions.length === 1 ? `${name}.html` : `${name}-${i + 1}.html`);
    write(path, page({ history, definition, ledger }), files);
    return path;
  });
}

function write(path: string, text: string, files: Files): void {
  try {
    files.write(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Mistake(`${path} cannot be written: ${why}`, 'Give --page a folder that you may write to.');
  }
}
