import { globSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Mutant } from './mutant.ts';

/**
 * Plays the tests of the judge on mutants, one after the other, in one process: each time the judge and its tests are
 * imported afresh under another address, and one file of them is changed on the way.
 */
const jest = new URL('./jest.ts', import.meta.url).href;
const isFresh = (url: string): boolean => /\/(test\/)?rollout\/judge\//.test(url);

let mutant: Mutant | null = null;
let round = 0;

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === '@jest/globals') return { url: jest, shortCircuit: true };
    const resolved = next(specifier, context);
    return isFresh(resolved.url) ? { ...resolved, url: `${resolved.url}?${round}` } : resolved;
  },
  load(url, context, next) {
    const loaded = next(url, context);
    if (mutant === null || loaded.source == null || !url.includes(`/${mutant.path}?`)) return loaded;
    const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
    const { start, end, replacement } = mutant;
    return { ...loaded, source: source.slice(0, start) + replacement + source.slice(end) };
  },
});

const { declared } = await import('./jest.ts');
const files = globSync('test/rollout/judge/*.test.ts').toSorted();
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
await killerOf(null);
process.send?.({ kind: 'ready' });
process.on('message', async (one: Mutant) => {
  process.send?.({ kind: 'done', killer: await killerOf(one) });
});
