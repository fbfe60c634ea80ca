import { readRecordings } from './conformance/recording.ts';
import { runRecording } from './conformance/run.ts';

/** `npm run --silent conformance -- DIR`: runs the recordings in a folder, tells what differs, exits with 1 if anything does. */
const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: npm run --silent conformance -- DIR');
  process.exit(2);
}
const MOST_LINES = 8;
let passed = 0;
let failed = 0;
for (const recording of readRecordings(folder)) {
  const found = await runRecording(recording);
  if (found.length === 0) passed += 1;
  else {
    failed += 1;
    console.log([recording.name, ...found.slice(0, MOST_LINES).map((line) => `  ${line}`)].join('\n'));
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
