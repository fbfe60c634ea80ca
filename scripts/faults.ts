import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Plan, planCases } from '../rehearsal/faults/cases.ts';
import { type Broken, playCase } from '../rehearsal/faults/explore.ts';
import { caseOf, type Fault, seedOf } from '../rehearsal/faults/fault.ts';
import { isKind, kindOf, kinds } from '../rehearsal/faults/kinds.ts';
import { reasonFor } from '../rehearsal/faults/permissions.ts';
import { startPool } from '../rehearsal/faults/pool.ts';
import { shrink } from '../rehearsal/faults/shrink.ts';
import { storyOf } from '../rehearsal/faults/story.ts';

const usage = `Plays every scenario with faults in it and checks what must be true of every run.

  npm run --silent faults                    all of it, in some minutes
  npm run --silent faults -- --slice 3/12    the third of twelve parts
  npm run --silent faults -- --rotate 12     one of twelve parts, another one for each commit
  npm run --silent faults -- --scenario person-aborts
  npm run --silent faults -- --replay 'person-aborts:c150.hung'
      --runs N    at least so many runs (default 20000)      --seed WORD   sample others
      --json      {"points", "kinds", "runs", "broken": [{"scenario", "faults", "invariant", "seed"}]}
`;

type Found = {
  readonly scenario: string;
  readonly faults: readonly Fault[];
  readonly invariant: string;
  readonly sentence: string;
  readonly seed: string;
  /** Cases that broke this invariant in this scenario. */
  readonly count: number;
};

/** What an exploration found out. */
type Report = {
  readonly plan: Plan;
  readonly part: string;
  readonly runs: number;
  readonly seconds: number;
  readonly found: readonly Found[];
  readonly used: ReadonlySet<string>;
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    replay: { type: 'string' },
    slice: { type: 'string', default: '1/1' },
    rotate: { type: 'string' },
    scenario: { type: 'string', multiple: true },
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});

if (values.help) process.stdout.write(usage);
else if (values.replay !== undefined) await replay(values.replay);
else await report(await explore());

async function explore(): Promise<Report> {
  const startMillis = performance.now();
  const pool = startPool();
  const plan = await planCases({
    runs: values.scenario === undefined ? Number(values.runs) : 0,
    seed: values.seed,
    ...(values.scenario === undefined ? {} : { names: values.scenario }),
  });
  const { part, parts, why } = slice();
  const seeds = plan.seeds.filter((_, index) => index % parts === part - 1);
  const first = new Map<string, { seed: string; broken: Broken; count: number }>();
  const used = new Set<string>();
  let runs = 0;
  await pool.playAll(seeds, plan.usuals, (done) => {
    runs += 1;
    for (const name of done.used) used.add(name);
    for (const broken of done.broken) {
      const key = `${done.seed.split(':')[0]} ${broken.invariant}`;
      const known = first.get(key);
      const count = (known?.count ?? 0) + 1;
      // The same report, whichever thread was quicker.
      if (known === undefined || done.seed < known.seed) first.set(key, { seed: done.seed, broken, count });
      else known.count = count;
    }
    if (process.stderr.isTTY && runs % 100 === 0) process.stderr.write(`\r${runs} of ${seeds.length} `);
  });
  await pool.close();
  const found: Found[] = [];
  for (const { seed, broken, count } of first.values()) {
    const shortest = await shrink(caseOf(seed, isKind), broken);
    found.push({ ...shortest, ...broken, seed: seedOf(shortest), count });
  }
  const seconds = Math.round((performance.now() - startMillis) / 1000);
  return { plan, part: parts === 1 ? '' : `part ${part} of ${parts}${why}: `, runs, seconds, found, used };
}

/** Which part of the cases to play. */
function slice(): { readonly part: number; readonly parts: number; readonly why: string } {
  if (values.rotate === undefined) {
    const [part = 1, parts = 1] = values.slice.split('/').map(Number);
    return { part, parts, why: '' };
  }
  const parts = Number(values.rotate);
  const commit = execFileSync('git', ['rev-parse', '--short=8', 'HEAD'], { encoding: 'utf8' }).slice(0, 8);
  return { part: 1 + (Number.parseInt(commit, 16) % parts), parts, why: `, by commit ${commit}` };
}

async function report({ plan, part, runs, seconds, found, used }: Report): Promise<void> {
  const { points, permissions } = plan;
  const count = Object.keys(kinds).length;
  // Only all runs together use everything.
  const isWhole = part === '' && values.scenario === undefined;
  const unused = isWhole ? permissions.filter((name) => !used.has(name)) : [];
  const needless = unused.filter((name) => reasonFor(name) === undefined);
  if (values.json) {
    const broken = found.map(({ sentence: _, count: __, ...rest }) => rest);
    console.log(JSON.stringify({ points, kinds: count, runs, broken }));
  } else {
    const verdict = found.length === 0 ? 'no invariant broken' : `${found.length} broken`;
    console.log(
      `${part}${points} points, ${count} kinds of faults, ${runs} runs in ${seconds} s: ${verdict}`,
    );
    if (isWhole) {
      const why =
        unused.length === 0
          ? ''
          : `, ${unused.length} unused for a reason in rehearsal/faults/permissions.ts`;
      console.log(
        `${permissions.length} permissions${needless.length === 0 ? why : `, unused: ${needless.join('; ')}`}`,
      );
    }
    for (const { seed, invariant, sentence, count } of found)
      console.log(
        `\n${invariant} (${count} cases)\n  ${sentence}\n  npm run --silent faults -- --replay '${seed}'`,
      );
    const [worst] = found;
    if (worst !== undefined) await tell(worst.seed);
  }
  if (found.length > 0 || needless.length > 0) process.exitCode = 1;
}

async function replay(seed: string): Promise<void> {
  const broken = await tell(seed);
  if (values.json) console.log(JSON.stringify({ seed, broken }));
  if (broken.length > 0) process.exitCode = 1;
}

async function tell(seed: string): Promise<readonly Broken[]> {
  const one = caseOf(seed, isKind);
  const { trial, broken } = await playCase(one);
  if (values.json) return broken;
  console.log(`\n${trial.scenario.story}`);
  for (const { at, kind } of one.faults) console.log(`${at}: ${kindOf(kind).means}`);
  console.log(`\n${storyOf(trial).join('\n')}\n`);
  for (const { invariant, sentence } of broken) console.log(`broken: ${invariant}. ${sentence}`);
  if (broken.length === 0) console.log('No invariant is broken.');
  return broken;
}
