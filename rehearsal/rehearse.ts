import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { root } from '../deploy/sources.ts';
import { routerFor, schemas, workloadFor } from '../providers/registry.ts';
import { timeline } from '../report/timeline.ts';
import type { Running } from '../rollout/ports.ts';
import { formatProblem, parseSpec, type Spec } from '../rollout/spec/index.ts';
import { type VirtualClock, virtualClock } from './clock.ts';
import type { Execution, HistoryEvent } from './engine/index.ts';
import { type HaldaneOptions, haldane, type LogLine } from './haldane.ts';
import { type Releases, releasesOf } from './releases.ts';
import type { Outcome, Scenario } from './scenario.ts';
import { buildSet } from './sets/index.ts';
import { person, setStage } from './stage.ts';
import { createWorld, type LedgerMinute, type World } from './world/index.ts';

export type RehearseOptions = HaldaneOptions & {
  readonly scenario: Scenario;
  /** The same seed gives the same rehearsal, to the last event. @default 1 */
  readonly seed?: number;
  /** Told of each history event as it happens, in virtual time. */
  readonly onEvent?: (event: HistoryEvent, execution: Execution) => void;
};

export type RehearsedExecution = {
  readonly name: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly history: readonly HistoryEvent[];
};

export type Rehearsal = {
  readonly outcome: Outcome;
  readonly reason: string;
  /** In percent, read in the end; by the roles of the execution that ended last. */
  readonly weights: { readonly stable: number; readonly canary: number };
  readonly live: readonly LiveSlot[];
  readonly releases: Releases;
  /** What is left of the claim; `null` when it was released. */
  readonly claim: unknown;
  readonly virtualSeconds: number;
  readonly transitions: number;
  readonly canaryRequests: number;
  readonly excessBadRequests: number;
  readonly secondsToReturn: number | null;
  /** Of the execution that ended last. */
  readonly history: readonly HistoryEvent[];
  readonly executions: readonly RehearsedExecution[];
  readonly ledger: readonly LedgerMinute[];
  readonly log: readonly LogLine[];
  readonly world: World;
};

const curtain = Date.parse('2026-11-02T10:00:00Z');
const dayMillis = 86_400_000;
/** After the last execution has ended, events are still on their way: a recovery may begin. */
const quietMillis = 5 * 60_000;

/** Runs a story from the first push to the last clean-up, in virtual time. */
export async function rehearse({
  scenario,
  seed = 1,
  onEvent,
  ...options
}: RehearseOptions): Promise<Rehearsal> {
  const { text, spec } = specOf(scenario);
  const clock = virtualClock(curtain);
  const world = createWorld({ clock, seed });
  const releases = releasesOf(spec, workloadFor(spec.workload, world.clientsFor(person)).releases);
  for (const [version, behaviour] of Object.entries(scenario.versions ?? {})) {
    world.behaviours.describe(releases.key(version), behaviour);
  }
  const log: LogLine[] = [];
  const deployment = await haldane([spec], log, options);
  world.deploy(deployment);
  buildSet(world, spec, releases.code('v41'), scenario.requestsPerMinute ?? 6000);
  world.dynamodb.put(deployment.table.name, {
    kind: { S: 'spec' },
    name: { S: spec.service },
    spec: { S: JSON.stringify(text) },
    updatedAt: { S: new Date(curtain).toISOString() },
  });

  const stage = setStage(world, spec, releases);
  scenario.play(stage);
  const told = new Map<Execution, number>();
  let quietSince = clock.now();
  await clock.run(() => {
    stage.check();
    const { executions } = world.sfn;
    for (const execution of executions) {
      for (let at = told.get(execution) ?? 0; at < execution.history.length; at++) {
        const event = execution.history[at];
        if (event !== undefined) onEvent?.(event, execution);
      }
      told.set(execution, execution.history.length);
    }
    const busy = executions.length === 0 || executions.some(({ status }) => status === 'RUNNING');
    if (busy) quietSince = clock.now();
    return clock.now() - quietSince >= quietMillis;
  }, 7 * dayMillis);
  const live = await inTime(clock, readLive(world, spec));
  world.traffic.stop();
  return resultOf({ world, log, table: deployment.table.name, spec, live, releases });
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

/** A slot as AWS has it in the end. */
export type LiveSlot = {
  readonly slot: string;
  readonly weightPercent: number;
  /** The release that answers there, by `Releases.key`. */
  readonly serves: string | null;
} & Running;

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

function specOf({ file = 'services/recommendation.yml', spec: changes }: Scenario): {
  readonly text: string;
  readonly spec: Spec;
} {
  const source = readFileSync(resolve(root, file), 'utf8');
  const text = changes === undefined ? source : stringify({ ...parse(source), ...changes });
  const parsed = parseSpec(text, file, schemas);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return { text, spec: parsed.spec };
}

function resultOf({
  world,
  log,
  table,
  spec,
  live,
  releases,
}: Pick<Rehearsal, 'world' | 'log' | 'live' | 'releases'> & {
  readonly table: string;
  readonly spec: Spec;
}): Rehearsal {
  const records = world.sfn.executions.map((execution) => ({
    execution,
    record: timeline(execution.history),
  }));
  const last = records.toSorted((a, b) => (b.execution.stopMillis ?? 0) - (a.execution.stopMillis ?? 0))[0];
  if (last === undefined) throw new Error('Nothing started in this story.');
  const claim = world.dynamodb
    .items(table)
    .find((item) => item.kind?.S === 'claim' && item.name?.S === spec.service);
  const totals = world.traffic.totals();
  return {
    outcome: last.record.outcome as Outcome,
    reason: last.record.reason,
    weights: weightsOf(live, last.record.canarySlot),
    live,
    releases,
    claim: claim ?? null,
    virtualSeconds: Math.round(
      ((last.execution.stopMillis ?? 0) - (records[0]?.execution.startMillis ?? 0)) / 1000,
    ),
    transitions: records.reduce((sum, { execution }) => sum + execution.transitions, 0),
    canaryRequests: totals.requests,
    excessBadRequests: Math.round(totals.excessBad),
    secondsToReturn:
      records.map(({ record }) => record.secondsToReturn).find((seconds) => seconds !== null) ?? null,
    history: last.execution.history,
    executions: records.map(({ execution, record }) => ({
      name: execution.name,
      outcome: record.outcome as Outcome,
      reason: record.reason,
      history: execution.history,
    })),
    ledger: world.traffic.ledger(),
    log,
    world,
  };
}

/** Where nothing was deployed, whatever has no traffic stands for the canary. */
function weightsOf(live: readonly LiveSlot[], canarySlot: string | null): Rehearsal['weights'] {
  const canary = live.find(({ slot, weightPercent }) =>
    canarySlot === null ? weightPercent === 0 : slot === canarySlot,
  );
  const canaryPercent = canary?.weightPercent ?? 0;
  return {
    stable: live.reduce((sum, { weightPercent }) => sum + weightPercent, 0) - canaryPercent,
    canary: canaryPercent,
  };
}
