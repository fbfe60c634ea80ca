import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { rehearse } from '../rehearsal/rehearse.ts';
import { scenarios } from '../rehearsal/scenarios/index.ts';

// How long people wait for a rehearsal: `npm run bench -- rehearsal`.

/** The first ones are slower: handlers are loaded, and V8 has compiled little. */
const warmUps = 3;
const runs = 15;
const processes = 5;

const warm = [];
for (let run = -warmUps; run < runs; run++) {
  const rehearsed = await timed();
  if (run >= 0) warm.push(rehearsed);
}
const { millis, events, virtualSeconds } = median(warm, (run) => run.millis);
const all = warm.map((run) => run.millis);
const cold = median(Array.from({ length: processes }, inNewProcess), (run) => run.firstMillis);

const rows = {
  'good-release, virtual time': `${(virtualSeconds / 3600).toFixed(1)} h`,
  [`good-release, real time, median of ${runs}`]: `${millis.toFixed(0)} ms`,
  '  fastest and slowest': `${Math.min(...all).toFixed(0)} and ${Math.max(...all).toFixed(0)} ms`,
  '  history events': `${events}`,
  '  history events a second': `${Math.round((events * 1000) / millis)}`,
  [`in a new process, import, median of ${processes}`]: `${cold.importMillis.toFixed(0)} ms`,
  '  import, loading the handlers and one good-release': `${cold.firstMillis.toFixed(0)} ms`,
};
for (const [what, figure] of Object.entries(rows)) console.log(`${what.padEnd(56)} ${figure}`);
console.log(`\nNode ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);

async function timed() {
  const started = performance.now();
  const { history, virtualSeconds } = await rehearse({ scenario: scenarios['good-release'] });
  return { millis: performance.now() - started, events: history.length, virtualSeconds };
}

/** What a new process pays first, measured inside it, so that starting Node does not count. */
function inNewProcess(): { readonly importMillis: number; readonly firstMillis: number } {
  const script = `
    const started = performance.now();
    const { rehearse } = await import('../rehearsal/rehearse.ts');
    const { scenarios } = await import('../rehearsal/scenarios/index.ts');
    const importMillis = performance.now() - started;
    await rehearse({ scenario: scenarios['good-release'] });
    console.log(JSON.stringify({ importMillis, firstMillis: performance.now() - started }));`;
  const args = ['--input-type=module', '--eval', script];
  return JSON.parse(execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: 'utf8' }));
}

function median<Item>(items: readonly Item[], by: (item: Item) => number): Item {
  const middle = items.toSorted((a, b) => by(a) - by(b))[Math.floor(items.length / 2)];
  if (middle === undefined) throw new Error('Nothing was measured.');
  return middle;
}
