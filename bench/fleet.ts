import { readFileSync, writeFileSync } from 'node:fs';
import { play, type Trigger, triggers } from './fleet/play.ts';
import { table } from './fleet/table.ts';

// How long the last of many simultaneous rollouts waits: `npm run bench -- fleet [--small] [--only TRIGGER] [--write]`. A fleet of a
// thousand takes about a minute of processor time for each trigger and 2 GB of memory, all together five minutes. `--write` puts the table into docs/scale.md.

const argument = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1];
const sizes = process.argv.includes('--small') ? [1, 10, 100] : [1, 10, 100, 1000];
const only = process.argv.includes('--only') ? argument('--only') : undefined;
const seed = 1;

const played = [];
for (const trigger of Object.keys(triggers) as Trigger[]) {
  if (only !== undefined && trigger !== only) continue;
  for (const size of sizes) {
    played.push(await play(size, trigger, seed));
    console.error(`${size} ${trigger}`);
  }
}
console.log(table(played));
if (process.argv.includes('--write')) {
  const page = new URL('../docs/scale.md', import.meta.url);
  writeFileSync(
    page,
    readFileSync(page, 'utf8').replace(/\| what happens[\s\S]*?\n\n/, `${table(played)}\n\n`),
  );
}
