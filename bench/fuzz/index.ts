import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Batch, type Fed, feed, inputsOf, mostMillis } from './batch.ts';
import { feedAll } from './pool.ts';
import { targets } from './targets/index.ts';

const perBatch = 500;
const smallShare = 0.02;

/**
 * `npm run bench -- fuzz [--small] [--seed N] [--only PARSER]`: over a million inputs for the parsers; each must be accepted, or
 * refused in clear words. `--replay 'PARSER:description:SEED:INDEX'` feeds one again. Ends with 1 if anything is found.
 */
export async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      small: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      replay: { type: 'string' },
    },
  });
  if (values.replay !== undefined) return replay(values.replay);
  const batches = batchesOf({
    share: values.small ? smallShare : 1,
    seed: Number(values.seed),
    only: values.only,
  });
  const all: Fed[] = [];
  const started = performance.now();
  const total = batches.reduce((sum, { inputs }) => sum + inputs, 0);
  await feedAll(batches, availableParallelism(), (fed) => {
    all.push(fed);
    if (process.stderr.isTTY) process.stderr.write(`\r${all.length} of ${batches.length} batches`);
  });
  console.log(tableOf(all).join('\n'));
  const seconds = (performance.now() - started) / 1000;
  const found = all.flatMap((fed) => fed.found);
  console.log(
    `\n${total.toLocaleString('en')} inputs in ${seconds.toFixed(0)} s, seed ${values.seed}; ${found.length === 0 ? 'nothing found' : `${found.length} found`}`,
  );
  const kinds = Map.groupBy(
    found,
    ({ batch, what, where }) => `${batch.target}: ${what.replaceAll(/\d+/g, 'N').slice(0, 100)} ${where}`,
  );
  for (const [kind, [first, ...others]] of kinds) {
    if (first === undefined) continue;
    const { batch, index, input, what } = first;
    console.log(
      `\n${kind}\n  ${what}\n  ${others.length + 1} times, first: --replay '${batch.target}:${batch.from}:${batch.seed}:${index}'\n  ${input.slice(0, 500)}`,
    );
  }
  return found.length === 0 ? 0 : 1;
}

/** Of every parser the same share, in small batches, the parsers by turns, so that no thread is left with a long rest. */
export function batchesOf({
  share,
  seed,
  only,
}: {
  readonly share: number;
  readonly seed: number;
  readonly only?: string | undefined;
}): readonly Batch[] {
  const chosen = targets.filter(({ name }) => only === undefined || name === only);
  const most = Math.max(...chosen.map(({ inputs }) => inputs));
  return Array.from({ length: Math.ceil((most * share) / perBatch) }).flatMap((_, round) =>
    chosen.flatMap(({ name, inputs }): Batch[] => {
      const left = Math.ceil(inputs * share) - round * perBatch;
      if (left <= 0) return [];
      return [
        {
          target: name,
          from: round % 2 === 0 ? 'sample' : 'description',
          seed: seed * 1_000_000 + round,
          inputs: Math.min(perBatch, left),
        },
      ];
    }),
  );
}

function tableOf(all: readonly Fed[]): readonly string[] {
  const rows = targets.flatMap(({ name }) => {
    const own = all.filter(({ batch }) => batch.target === name);
    if (own.length === 0) return [];
    const sum = (of: (fed: Fed) => number) =>
      own.reduce((total, fed) => total + of(fed), 0).toLocaleString('en');
    return [
      [
        name,
        sum(({ batch }) => batch.inputs),
        sum(({ accepted }) => accepted),
        sum(({ refused }) => refused),
        sum(({ found }) => found.length),
        `${Math.max(...own.map(({ slowestMillis }) => slowestMillis)).toFixed(1)} ms`,
      ],
    ];
  });
  const head = ['parser', 'inputs', 'accepted', 'refused', 'found', `slowest (of ${mostMillis} ms)`];
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

async function replay(word: string): Promise<number> {
  const [target = '', from = '', seed = '', index = ''] = word.split(':');
  const batch: Batch = {
    target,
    from: from === 'sample' ? 'sample' : 'description',
    seed: Number(seed),
    inputs: perBatch,
  };
  const { found } = await feed(batch);
  console.log(JSON.stringify(inputsOf(batch)[Number(index)], null, 2).slice(0, 10_000));
  const own = found.filter((one) => one.index === Number(index));
  for (const { what, where } of own) console.log(`${what}\n${where}`);
  return own.length === 0 ? 0 : 1;
}
