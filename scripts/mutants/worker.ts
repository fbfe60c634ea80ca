import { globSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { NoProcess } from './child-process.ts';
import type { Mutant } from './mutant.ts';

/**
 * Plays the tests of the judge on mutants, one after the other, in one process: each time the judge and its tests are
 * imported afresh under another address, and one file of them is changed on the way. Its argument: the file of tests to play
 * alone.
 */
const jest = new URL('./jest.ts', import.meta.url).href;
const noProcess = new URL('./child-process.ts', import.meta.url).href;
const isFresh = (url: string): boolean => /\/(test\/)?rollout\/judge\//.test(url);

let mutant: Mutant | null = null;
let round = 0;
const sources = new Map<string, string>();

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: jest, shortCircuit: true };
    if (specifier === 'node:child_process') return { url: noProcess, shortCircuit: true };
    const resolved = next(specifier, context);
    return isFresh(resolved.url) ? { ...resolved, url: `${resolved.url}?${round}` } : resolved;
  },
  load(url, context, next) {
    if (!isFresh(url)) return next(url, context);
    const path = fileURLToPath(url);
    const source =
      mutant !== null && path.endsWith(`/${mutant.path}`)
        ? stripTypeScriptTypes(changed(readFileSync(path, 'utf8'), mutant))
        : unchanged(path);
    return { format: 'module', source, shortCircuit: true };
  },
});

const changed = (source: string, { start, end, replacement }: Mutant): string =>
  source.slice(0, start) + replacement + source.slice(end);

/** Without its types, which take as long to leave out as the tests of most files take. */
function unchanged(path: string): string {
  const known = sources.get(path) ?? stripTypeScriptTypes(readFileSync(path, 'utf8'));
  sources.set(path, known);
  return known;
}

const { declared } = await import('./jest.ts');
/** All tests, or those of the one file that is asked for. */
const files = globSync(`test/rollout/judge/${process.argv[2] ?? '*'}.test.ts`).toSorted();
/** Of each test file, as it was without a mutant: what is quick is asked first. */
const seconds = new Map<string, number>();

/** The name of the first test that notices the mutant; `null` if none does. */
async function killerOf(one: Mutant | null): Promise<string | null> {
  mutant = one;
  round++;
  for (const file of inOrder(one)) {
    const started = performance.now();
    try {
      await import(`${pathToFileURL(file).href}?${round}`);
    } catch {
      declared();
      return file;
    }
    for (const { name, body, args } of declared()) {
      try {
        await body(...args);
      } catch (error) {
        if (error instanceof NoProcess) continue;
        if (one === null) throw new Error(`Without any mutant a test fails: ${name}.`, { cause: error });
        return name;
      }
    }
    if (one === null) seconds.set(file, (performance.now() - started) / 1000);
  }
  return null;
}

/** The file's own tests first. */
function inOrder(one: Mutant | null): readonly string[] {
  const own = one === null ? '' : basename(one.path, '.ts');
  const cost = (file: string): number => (basename(file, '.test.ts') === own ? -1 : (seconds.get(file) ?? 0));
  return files.toSorted((a, b) => cost(a) - cost(b));
}

await killerOf(null);
const started = performance.now();
await killerOf(null);
process.send?.({ kind: 'ready', millis: performance.now() - started });
process.on('message', async (one: Mutant) => {
  process.send?.({ kind: 'done', killer: await killerOf(one) });
});
