import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { nameOf } from './cells.ts';
import { gridOf } from './grid.ts';
import { allCells } from './pool.ts';

/** `npm run bench -- judge [--small] [--seed N]`: how quick, how quiet, and how honest the judge is, beside its peers. */
export async function run(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: { small: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' } },
  });
  const { small: isSmall, seed } = values;
  const start = performance.now();
  const done = await allCells(isSmall, seed, 2);
  const seconds = (performance.now() - start) / 1000;
  mkdirSync('out', { recursive: true });
  writeFileSync('out/judge-bench.json', JSON.stringify(done.map(({ result }) => result)));
  const cells = gridOf(isSmall);
  const times = done.map(({ index, seconds }) => {
    const cell = cells[index];
    return `${seconds.toFixed(1).padStart(7)} s  ${cell === undefined ? '' : nameOf(cell)}`;
  });
  writeFileSync('out/judge-bench-times.txt', [`${seconds.toFixed(0)} s in all`, ...times, ''].join('\n'));
  console.log(`${done.length} cells in ${seconds.toFixed(0)} s.`);
}
