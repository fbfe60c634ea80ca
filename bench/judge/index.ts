import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nameOf } from './cells.ts';
import { goalsOf } from './goals.ts';
import { gridOf } from './grid.ts';
import { page } from './page.ts';
import { evidencePlot } from './plots/evidence.ts';
import { excessPlot, falsePlot, timePlot } from './plots/index.ts';
import { allCells } from './pool.ts';
import { verdictTime } from './verdict-time.ts';

/** `npm run bench -- judge [--small] [--seed N]`: how quick, how quiet, and how honest the judge is, beside its peers. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { small: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  });
  const { small: isSmall, seed } = values;
  // The small grid proves nothing: it must not replace the figures of the full one.
  const folder = isSmall ? 'out' : 'docs';
  const verdict = verdictTime();
  const start = performance.now();
  const done = await allCells(isSmall, seed, 2);
  const seconds = (performance.now() - start) / 1000;
  const results = done.map(({ result }) => result);
  mkdirSync('out', { recursive: true });
  const cells = gridOf(isSmall);
  const verdictLine = `One verdict, 10 metrics and 240 buckets: ${verdict.warm.toFixed(1)} ms warm, ${verdict.first.toFixed(0)} ms the first time.`;
  const times = done.map(({ index, seconds }) => {
    const cell = cells[index];
    return `${seconds.toFixed(1).padStart(7)} s  ${cell === undefined ? '' : nameOf(cell)}`;
  });
  writeFileSync(
    'out/judge-bench-times.txt',
    [verdictLine, `${seconds.toFixed(0)} s in all`, ...times, ''].join('\n'),
  );
  for (const [name, content] of [
    ['judge-bench.md', page(results, { seed, isSmall })],
    ['judge-bench-false.svg', falsePlot(results)],
    ['judge-bench-time.svg', timePlot(results)],
    ['judge-bench-excess.svg', excessPlot(results)],
    ['judge-evidence.svg', evidencePlot()],
  ] as const) {
    writeFileSync(`${folder}/${name}`, content);
  }
  console.log(verdictLine);
  for (const { what, goal, reached, isMet } of goalsOf(results)) {
    console.log(`${isMet ? 'met    ' : 'NOT MET'} ${what}: ${goal}. ${reached}`);
  }
  console.log(`${done.length} cells in ${seconds.toFixed(0)} s; written to ${folder}/judge-bench*`);
}
