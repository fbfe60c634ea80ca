import { globSync, statSync } from 'node:fs';
import { basename } from 'node:path';

// `npm run check:size`, after `npm run package`: a small handler starts fast. Prints the size of each, zipped.

const limitBytes = 1_000_000;

const zips = globSync('.serverless/*.zip')
  .map((file) => ({ name: basename(file, '.zip'), bytes: statSync(file).size }))
  .sort((a, b) => b.bytes - a.bytes);
if (zips.length === 0) {
  console.error('No zip files in .serverless. Run `npm run package` first.');
  process.exit(1);
}
for (const { name, bytes } of zips)
  console.log(`${String(Math.round(bytes / 1000)).padStart(5)} kB  ${name}`);
const tooBig = zips.filter(({ bytes }) => bytes >= limitBytes);
if (tooBig.length > 0) {
  console.error(`Over ${limitBytes / 1000} kB: ${tooBig.map(({ name }) => name).join(', ')}`);
  process.exit(1);
}
