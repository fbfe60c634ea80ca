import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../deploy/sources.ts';
import { routerFor, schemas, workloadFor } from '../providers/registry.ts';
import type { Running } from '../rollout/ports.ts';
import { formatProblem, parseSpec, type Spec } from '../rollout/spec/index.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import type { Execution, HistoryEvent } from './engine/index.ts';
import { type HaldaneOptions, haldane, type LogLine } from './haldane.ts';
import { type Releases, releasesOf } from './releases.ts';
import type { Scenario, Stage } from './scenario.ts';
import { buildSet, type Crowd } from './sets/index.ts';
import { person, setStage } from './stage.ts';
import { Unplayable } from './unplayable.ts';
import { createWorld, type Deployment, type World, type WorldOptions } from './world/index.ts';

export type PerformOptions = HaldaneOptions & {
  readonly scenario: Scenario;
  /** A spec in YAML to play instead of the story's file; what the story changes, it changes here. */
  readonly specText?: string;
  /** The same seed gives the same performance, to the last event. @default 1 */
  readonly seed?: number;
  /** Told of each history event as it happens, in virtual time. */
  readonly onEvent?: (event: HistoryEvent, execution: Execution) => void;
  /** How finely the requests are played. @default six times a minute, through 300 resolvers */
  readonly crowd?: Crowd;
  /** How often AWS throttles and repeats events of itself. */
  readonly chance?: Pick<WorldOptions, 'throttleShare' | 'duplicateShare'>;
  /** Something else than what serverless.yml deploys. */
  readonly adapt?: (deployment: Deployment) => Deployment;
  /** Sets traps in the world before the curtain rises; the answer takes them away when all is over. */
  readonly prepare?: (stage: Stage) => () => void;
  /** The curtain falls, whatever still runs. */
  readonly isOver?: (executions: readonly Execution[]) => boolean;
  /** The curtain falls then, whatever still runs. @default 7 days */
  readonly limitMillis?: number;
};

/** A story that was played to its end. */
export type Performance = {
  readonly world: World;
  readonly spec: Spec;
  readonly releases: Releases;
  readonly log: readonly LogLine[];
  /** The name of Haldane's table. */
  readonly table: string;
  /** Read in the end. */
  readonly live: readonly LiveSlot[];
};

/** A slot as AWS has it in the end. */
export type LiveSlot = {
  readonly slot: string;
  readonly weightPercent: number;
  /** The release that answers there, by `Releases.key`. */
  readonly serves: string | null;
} & Running;

export const curtain = Date.parse('2026-11-02T10:00:00Z');
const dayMillis = 86_400_000;
/** A story in which nothing has started by then has no rollout. */
const overtureMillis = 6 * 3_600_000;
/** After the last execution has ended, events are still on their way: a recovery may begin. */
const quietMillis = 5 * 60_000;
/** Where a claim is left, a timer will look at it. */
const lostMillis = 35 * 60_000;

/** Plays a story from the first push to the last clean-up, in virtual time. */
export async function perform({
  scenario,
  specText,
  seed = 1,
  onEvent,
  chance,
  crowd,
  adapt = (deployment) => deployment,
  prepare = () => () => {},
  isOver = () => false,
  limitMillis = 7 * dayMillis,
  ...options
}: PerformOptions): Promise<Performance> {
  const { text, spec } = specOf(scenario, specText);
  const clock = virtualClock(curtain - (scenario.pastMinutes ?? 0) * 60_000);
  const world = createWorld({ clock, seed, ...chance });
  const releases = releasesOf(spec, workloadFor(spec.workload, world.clientsFor(person)).releases);
  for (const [version, behaviour] of Object.entries(scenario.versions ?? {})) {
    world.behaviours.describe(releases.key(version), behaviour);
  }
  const log: LogLine[] = [];
  const deployment = adapt(await haldane([spec], log, options));
  world.deploy(deployment);
  buildSet(world, spec, releases.code('v41'), scenario.requestsPerMinute ?? 6000, crowd);
  world.dynamodb.put(deployment.table.name, {
    kind: { S: 'spec' },
    name: { S: spec.service },
    spec: { S: JSON.stringify(text) },
    updatedAt: { S: new Date(curtain).toISOString() },
  });

  if (clock.now() < curtain) await clock.run(() => clock.now() >= curtain, curtain - clock.now());
  const stage = setStage(world, spec, releases);
  const clear = prepare(stage);
  scenario.play(stage);
  const told = new Map<Execution, number>();
  let quietSince = clock.now();
  await clock.run(() => {
    stage.check();
    const { executions } = world.sfn;
    for (const execution of onEvent === undefined ? [] : executions) {
      for (let at = told.get(execution) ?? 0; at < execution.history.length; at++) {
        const event = execution.history[at];
        if (event !== undefined) onEvent?.(event, execution);
      }
      told.set(execution, execution.history.length);
    }
    if (isOver(executions)) return true;
    const busy =
      executions.length === 0
        ? clock.now() - curtain < overtureMillis
        : executions.some(({ status }) => status === 'RUNNING');
    if (busy) quietSince = clock.now();
    if (clock.now() - quietSince < quietMillis) return false;
    const isClaimed = world.dynamodb.items(deployment.table.name).some(({ kind }) => kind?.S === 'claim');
    return !isClaimed || clock.now() - quietSince >= lostMillis;
  }, limitMillis);
  clear();
  const live = await inTime(clock, readLive(world, spec));
  world.traffic.stop();
  return { world, spec, releases, log, table: deployment.table.name, live };
}

/** Lets virtual time run until the promise is settled. */
async function inTime<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let settled = false;
  void promise.finally(() => {
    settled = true;
  });
  await clock.run(() => settled);
  return promise;
}

async function readLive(world: World, spec: Spec): Promise<readonly LiveSlot[]> {
  const clients = world.clientsFor(person);
  const { weights } = await routerFor(spec.traffic, clients).read();
  const workload = workloadFor(spec.workload, clients);
  return Promise.all(
    Object.entries(weights).map(async ([slot, weightPercent]) => ({
      slot,
      weightPercent,
      serves: world.traffic.versionIn(slot),
      ...(await workload.inspect(slot)),
    })),
  );
}

const specs = new Map<string, ReturnType<typeof readSpecOf>>();

/** A story that is played again and again has the same spec each time. */
function specOf(scenario: Scenario, specText: string | undefined): ReturnType<typeof readSpecOf> {
  const key = JSON.stringify([scenario.file, scenario.spec, specText]);
  const read = specs.get(key) ?? readSpecOf(scenario, specText);
  specs.set(key, read);
  return read;
}

function readSpecOf(
  { file = 'services/recommendation.yml', spec: changes }: Scenario,
  specText: string | undefined,
): { readonly text: string; readonly spec: Spec } {
  const source = specText ?? readFileSync(resolve(root, file), 'utf8');
  const text = changes === undefined ? source : stringify({ ...parse(source), ...changes });
  const parsed = parseSpec(text, file, schemas);
  if (!parsed.ok) throw new Unplayable(parsed.problems.map(formatProblem).join('\n'));
  return { text, spec: parsed.spec };
}
