import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Recording } from './conformance/recording.ts';
import { runRecording } from './conformance/run.ts';

/** `npm run --silent conformance -- DIR`: runs the recordings in a folder, tells what differs, exits with 1 if anything does. */
const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: npm run --silent conformance -- DIR');
  process.exit(2);
}
let passed = 0;
let failed = 0;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()) {
  for (const recording of JSON.parse(readFileSync(join(folder, file), 'utf8')) as Recording[]) {
    const found = await runRecording(recording).catch((thrown: unknown) => [`broke: ${thrown}`]);
    if (found.length === 0) passed += 1;
    else {
      failed += 1;
      console.log([recording.name, ...found.slice(0, 8).map((line) => `  ${line}`)].join('\n'));
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
