import { join } from 'node:path';
import { readDefinition } from '../deploy/sources.ts';
import { page } from '../report/page.ts';
import type { Files } from './deps.ts';
import type { Rehearsed } from './rehearsals.ts';

/** Writes a page of each rollout of a story, and says where. */
export function writePages(folder: string, { name, rehearsal }: Rehearsed, files: Files): readonly string[] {
  const { executions, ledger } = rehearsal;
  const definition = readDefinition();
  return executions.map(({ history }, i) => {
    const path = join(folder, executions.length === 1 ? `${name}.html` : `${name}-${i + 1}.html`);
    files.write(path, page({ history, definition, ledger }));
    return path;
  });
}
