import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

// `npm run bench -- NAME` runs bench/NAME.ts, which prints a table.

const name = process.argv[2] ?? '';
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
  .map((file) => basename(file, '.ts'));
if (!names.includes(name)) {
  console.error(`Which one? npm run bench -- ${names.join(' | ')}`);
  process.exit(1);
}
await import(`./${name}.ts`);
