import fc from 'fast-check';
import { seededRandom } from '../../rehearsal/random.ts';
import type { Target } from './target.ts';
import { targets } from './targets/index.ts';

/** So many inputs of one parser; its seed makes them again. */
export type Batch = {
  readonly target: string;
  readonly from: 'description' | 'sample';
  readonly seed: number;
  readonly inputs: number;
};

/** An input that was neither accepted nor refused clearly. */
export type Found = {
  readonly batch: Batch;
  readonly index: number;
  readonly what: string;
  readonly where: string;
  readonly input: string;
};

export type Fed = {
  readonly batch: Batch;
  readonly accepted: number;
  readonly refused: number;
  readonly slowestMillis: number;
  readonly found: readonly Found[];
};

/** Processor time that one input may take: everything here has limits, and a thousand times less is usual. */
export const mostMillis = 250;

export function inputsOf({ target: name, from, seed, inputs }: Batch): readonly unknown[] {
  const { arbitrary, damaged } = targetCalled(name);
  if (from === 'description') return fc.sample(arbitrary, { seed, numRuns: inputs });
  const random = seededRandom(`${name}/${seed}`);
  return Array.from({ length: inputs }, () => damaged(random));
}

/** `onInput` is told of each before it is fed, for whoever watches from outside that none takes for ever. */
export async function feed(batch: Batch, onInput: (index: number) => void = () => {}): Promise<Fed> {
  const target = targetCalled(batch.target);
  const fed = { accepted: 0, refused: 0, slowestMillis: 0 };
  const found: Found[] = [];
  let current = 0;
  /** A promise that nobody waits for ends the process of a Lambda function; a library's warning is for developers, not for users. */
  const onForgotten = (thrown: unknown) => {
    const what = `past the caller: ${String(thrown).slice(0, 300)}`;
    found.push({
      batch,
      index: current,
      what,
      where: thrown instanceof Error ? frameOf(thrown) : '',
      input: '',
    });
  };
  const inputs = inputsOf(batch);
  process.on('unhandledRejection', onForgotten);
  process.on('warning', onForgotten);
  for (const [index, input] of inputs.entries()) {
    onInput(index);
    current = index;
    const started = performance.now();
    const used = process.threadCpuUsage();
    const note = (what: string, where = '') => found.push({ batch, index, what, where, input: shown(input) });
    try {
      if (await target.feed(input)) fed.accepted += 1;
      else fed.refused += 1;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      note(`${error.name}: ${error.message.slice(0, 300)}`, frameOf(error));
    }
    const polluted = pollution();
    if (polluted !== null) note(`${polluted} was changed`);
    if (performance.now() - started > fed.slowestMillis) {
      // Other threads and the garbage of others take time, too; only our own counts.
      const { user, system } = process.threadCpuUsage(used);
      const millis = (user + system) / 1000;
      fed.slowestMillis = Math.max(fed.slowestMillis, millis);
      if (millis > mostMillis) note(`took ${millis.toFixed(0)} ms of processor time`);
    }
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', onForgotten);
  process.off('warning', onForgotten);
  return { batch, ...fed, found };
}

function targetCalled(name: string): Target {
  const target = targets.find((one) => one.name === name);
  if (target === undefined) throw new RangeError(`There is no parser called ${name}.`);
  return target;
}

const roots = {
  'Object.prototype': Object.prototype,
  'Array.prototype': Array.prototype,
  'Function.prototype': Function.prototype,
};
const before = Object.entries(roots).map(
  ([name, root]) => [name, root, Reflect.ownKeys(root).length] as const,
);

/** What every object inherits from, if an input got into it. */
function pollution(): string | null {
  const changed = before.find(([, root, keys]) => Reflect.ownKeys(root).length !== keys);
  return changed?.[0] ?? null;
}

/** Where in our own code, so that one cause is told once. */
const frameOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .find((line) => /\/(rollout|providers|functions|report|cli|deploy|bench)\//.test(line))
    ?.trim() ?? '';

function shown(input: unknown): string {
  try {
    return JSON.stringify(input)?.slice(0, 2000) ?? String(input);
  } catch (error) {
    return String(error);
  }
}
