import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { z } from 'zod';
import { deployment } from '../deploy/deployment.ts';
import { names } from '../deploy/names.ts';
import { readSources, root } from '../deploy/sources.ts';
import { type Rehearsal, rehearse } from '../rehearsal/rehearse.ts';
import type { Scenario } from '../rehearsal/scenario.ts';
import { scenarios } from '../rehearsal/scenarios/index.ts';
import { summary } from '../report/summary.ts';
import { timeline } from '../report/timeline.ts';
import { type Event, readHistory, writeHistory } from '../test/golden/_history.ts';
import { shorten } from '../test/golden/_shorthand.ts';

// `npm run record` writes test/golden/v1, `npm run record -- v2` the next one. See test/golden/README.md.

/** Between them they call every handler, and write everything that a claim can hold. */
const recorded = [
  'good-release',
  'errors-at-5-percent',
  'alarm-mid-bake',
  'person-aborts',
  'approval-given',
  'execution-stopped',
] as const;

/** Whole histories are long, so these are of the shortest rollouts that have a verdict, a promotion and a way back. */
const spec = {
  metrics: [
    {
      name: 'errors',
      kind: 'cloudwatch',
      namespace: 'Shop',
      dimensions: { Service: 'recommendation', Slot: '{slot}' },
      total: 'Requests',
      bad: 'Errors',
    },
  ],
  steps: [{ weight: '100%', bake: '2m' }],
  warm: '1m',
};
const histories: Readonly<Record<string, Scenario>> = {
  'promoted-in-one-step': { ...scenarios['good-release'], spec, requestsPerMinute: 200 },
  'rolled-back-by-the-judge': {
    ...scenarios['errors-at-5-percent'],
    spec: { ...spec, steps: [{ weight: '20%', bake: '10m' }, ...spec.steps] },
    versions: { v42: { errorRate: 0.3 } },
  },
};

const seed = 7;
const { table } = names('dev');

/** A value, and the scenario that had it first. */
type Sample = { readonly scenario: string; readonly [what: string]: unknown };

const { values, positionals } = parseArgs({
  options: { force: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const golden = join(root, 'test/golden');
const existing = readdirSync(golden).filter((name) => /^v\d+$/.test(name));
const version = positionals[0] ?? `v${Math.max(1, ...existing.map((name) => Number(name.slice(1))))}`;
const folder = join(golden, version);
refuseToOverwrite();
const files = new Map<string, string>();
await record();
rmSync(folder, { recursive: true, force: true });
for (const [file, text] of files) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

function refuseToOverwrite(): void {
  if (!/^v[1-9]\d*$/.test(version)) fail(`A version is called v1, v2, ...; not ${version}.`);
  if (!existsSync(folder) || values.force) return;
  fail(
    `test/golden/${version} is there already, and executions that it stands for may be running somewhere.`,
    'If what travels in an execution has changed since the last release (a handler’s input, the plan, the claim, the',
    `machine), record the new shapes beside it: npm run record -- v${Number(version.slice(1)) + 1}`,
    'If nobody has deployed this version yet, replace it: npm run record -- --force',
  );
}

function fail(...lines: readonly string[]): never {
  console.error(lines.join('\n'));
  process.exit(1);
}

async function record(): Promise<void> {
  const plans: Record<string, unknown> = {};
  const inputs: Record<string, Sample[]> = {};
  let claims: Sample[] = [];
  for (const scenario of recorded) {
    const { rehearsal, calls } = await watch(scenarios[scenario]);
    const planned = answerOf('Plan the rollout', rehearsal);
    if (!Object.values(plans).some((plan) => JSON.stringify(plan) === JSON.stringify(planned.plan))) {
      plans[scenario] = planned.plan;
      write(`planned/${scenario}.json`, planned);
    }
    for (const { functionName, input, claim } of calls) {
      inputs[functionName] = withNew(inputs[functionName], { scenario, input: shorten(input, plans) });
      if (claim !== null) claims = withNew(claims, { scenario, item: shorten(claim, plans) });
    }
  }
  for (const [functionName, samples] of Object.entries(inputs)) write(`inputs/${functionName}.json`, samples);
  write('claims.json', claims);
  files.set('machine.yml', stringify(deployment(await readSources()).machine.definition, { lineWidth: 0 }));
  await recordHistories();
  for (const file of globSync(['services/*.yml', 'examples/*.yml'], { cwd: root }))
    files.set(`specs/${basename(file)}`, readFileSync(join(root, file), 'utf8'));
}

type Call = { readonly functionName: string; readonly input: unknown; readonly claim: unknown };

/** Rehearses, and notes each call of a handler with the claim as it was then. */
async function watch(scenario: Scenario): Promise<{ rehearsal: Rehearsal; calls: readonly Call[] }> {
  const calls: Call[] = [];
  let claimNow = (): unknown => null;
  const rehearsal = await rehearse({
    seed,
    scenario: {
      ...scenario,
      play(stage) {
        const { dynamodb } = stage.world;
        claimNow = () => dynamodb.items(table).find(({ kind }) => kind?.S === 'claim') ?? null;
        scenario.play(stage);
      },
    },
    onInput: (functionName, input) => calls.push(structuredClone({ functionName, input, claim: claimNow() })),
  });
  return { rehearsal, calls };
}

async function recordHistories(): Promise<void> {
  const summaries: Record<string, unknown> = {};
  for (const [name, scenario] of Object.entries(histories)) {
    const { history } = await rehearse({ scenario, seed });
    // As JSON, which is how the command line of AWS prints it: dates become text. Nothing was truncated, so nothing says so.
    const events = JSON.parse(
      JSON.stringify(history, (_, part) => (part?.truncated === false ? undefined : part)),
    ) as readonly Event[];
    const lines = writeHistory(events);
    if (!isDeepStrictEqual(readHistory(lines), events))
      throw new Error(`${name} reads otherwise than it was.`);
    files.set(`histories/${name}.jsonl`, lines);
    summaries[name] = summary(timeline(events));
  }
  write('summaries.json', summaries);
}

/** One sample of each shape is enough. */
function withNew(samples: readonly Sample[] = [], sample: Sample): Sample[] {
  const shape = shapeOf(withoutName(sample));
  return samples.some((other) => shapeOf(withoutName(other)) === shape) ? [...samples] : [...samples, sample];
}

function withoutName({ scenario: _, ...what }: Sample): unknown {
  return what;
}

/** Which fields are there and what they are, but not what they say. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].join()}]`;
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}:${shapeOf(part)}`)
    .sort()
    .join()}}`;
}

function answerOf(state: string, { executions }: Rehearsal) {
  const history = executions[0]?.history ?? [];
  const left = history.find(({ stateExitedEventDetails }) => stateExitedEventDetails?.name === state);
  const output: unknown = JSON.parse(left?.stateExitedEventDetails?.output ?? 'null');
  return z.object({ Payload: z.looseObject({ plan: z.unknown() }) }).parse(output).Payload;
}

function write(file: string, content: unknown): void {
  files.set(file, JSON.stringify(content, null, 2));
}
