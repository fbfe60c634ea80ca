import { parseArgs } from 'node:util';
import { planCases } from '../rehearsal/faults/cases.ts';
import { type Broken, brokenIn, shortStory, usualOf } from '../rehearsal/faults/explore.ts';
import { caseOf, type Fault, seedOf } from '../rehearsal/faults/fault.ts';
import { isKind, kindOf, kinds } from '../rehearsal/faults/kinds.ts';
import { playAll } from '../rehearsal/faults/pool.ts';
import { shrink } from '../rehearsal/faults/shrink.ts';
import { storyOf } from '../rehearsal/faults/story.ts';
import { runTrial } from '../rehearsal/faults/trial.ts';

const usage = `Plays every scenario with faults in it and checks what must be true of every run.

  npm run --silent faults                    all of it, in some minutes
  npm run --silent faults -- --slice 3/12    the third of twelve parts
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
};

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    replay: { type: 'string' },
    slice: { type: 'string', default: '1/1' },
    scenario: { type: 'string', multiple: true },
    runs: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});

if (values.help) process.stdout.write(usage);
else if (values.replay !== undefined) await replay(values.replay);
else await explore();

async function explore(): Promise<void> {
  const startMillis = performance.now();
  const plan = await planCases({
    runs: values.scenario === undefined ? Number(values.runs) : 0,
    seed: values.seed,
    ...(values.scenario === undefined ? {} : { names: values.scenario }),
  });
  const [part = 1, parts = 1] = values.slice.split('/').map(Number);
  const seeds = plan.seeds.filter((_, index) => index % parts === part - 1);
  const first = new Map<string, { seed: string; broken: Broken; count: number }>();
  let runs = 0;
  await playAll(seeds, ({ seed, broken }) => {
    runs += 1;
    for (const one of broken) {
      const key = `${seed.split(':')[0]} ${one.invariant}`;
      const known = first.get(key);
      if (known === undefined || seed < known.seed)
        first.set(key, { seed, broken: one, count: (known?.count ?? 0) + 1 });
      else known.count += 1;
    }
    if (process.stderr.isTTY && runs % 100 === 0) process.stderr.write(`\r${runs} of ${seeds.length} `);
  });
  const found: Found[] = [];
  for (const { seed, broken } of first.values()) {
    const shortest = await shrink(caseOf(seed, isKind), broken);
    found.push({ ...shortest, ...broken, seed: seedOf(shortest) });
  }
  const { points } = plan;
  const count = Object.keys(kinds).length;
  if (values.json) {
    const broken = found.map(({ sentence: _, ...rest }) => rest);
    console.log(JSON.stringify({ points, kinds: count, runs, broken }));
  } else {
    const seconds = Math.round((performance.now() - startMillis) / 1000);
    console.log(
      `${points} points, ${count} kinds of faults, ${runs} runs in ${seconds} s: ${verdict(found)}`,
    );
    for (const { seed, invariant, sentence } of found)
      console.log(`\n${invariant}\n  ${sentence}\n  npm run --silent faults -- --replay '${seed}'`);
    const [worst] = found;
    if (worst !== undefined) await tell(worst.seed);
  }
  if (found.length > 0) process.exitCode = 1;
}

async function replay(seed: string): Promise<void> {
  const broken = await tell(seed);
  if (values.json) console.log(JSON.stringify({ seed, broken }));
  if (broken.length > 0) process.exitCode = 1;
}

async function tell(seed: string): Promise<readonly Broken[]> {
  const { scenario, faults } = caseOf(seed, isKind);
  const { ending } = await usualOf(scenario);
  const trial = await runTrial({ scenario: shortStory(scenario), faults });
  const broken = brokenIn(trial, ending);
  if (values.json) return broken;
  console.log(`\n${trial.scenario.story}`);
  for (const { at, kind } of faults) console.log(`${at}: ${kindOf(kind).means}`);
  console.log(`\n${storyOf(trial).join('\n')}\n`);
  for (const { invariant, sentence } of broken) console.log(`broken: ${invariant}. ${sentence}`);
  if (broken.length === 0) console.log('No invariant is broken.');
  return broken;
}

function verdict(found: readonly Found[]): string {
  return found.length === 0 ? 'no invariant broken' : `${found.length} broken`;
}
