import { deployment } from '../deploy/deployment.ts';
import { readDefinition, readHandlers } from '../deploy/sources.ts';
import type { Deps } from '../functions/_deps.ts';
import type { Task } from '../functions/_task.ts';
import type { Telemetry } from '../functions/_telemetry.ts';
import { wrap } from '../functions/_wrap.ts';
import { createLine } from '../providers/line/line.ts';
import type { Statement } from '../providers/provider.ts';
import { table } from '../providers/table.ts';
import type { Spec } from '../rollout/spec/index.ts';
import type { StateMachine } from './engine/index.ts';
import { type Deployment, fillPseudoParameters } from './world/index.ts';

/** One thing that a handler said, and where. */
export type LogLine = {
  readonly atMillis: number;
  readonly functionName: string;
  readonly level: 'info' | 'error' | 'count';
  readonly message: string;
  readonly facts: unknown;
};

/** A permission to leave out, to see who needs it: `route53:GetChange` of `check-the-traffic`. */
export type Without = { readonly functionName: string; readonly action: string };

/** An execution that another version of Haldane began: what was deployed then, and what it had planned. */
export type Begun = {
  /** The definition that was packaged. Step Functions keeps it for running executions; roles and handlers are replaced under them. */
  readonly definition: unknown;
  /** The answer of `Plan the rollout`. */
  readonly planned: unknown;
};

export type HaldaneOptions = {
  /** A permission to leave out. */
  readonly without?: Without;
  readonly begun?: Begun;
  /** Told what each handler is called with, retries and repeated events included. */
  readonly onInput?: (functionName: string, input: unknown) => void;
};

type AnyTask = Task<unknown, object>;

/**
 * Haldane as serverless.yml deploys it, for the rehearsal's account: the same machine, permissions and rules, made by the same
 * code, and the real handlers with simulated clients and virtual time.
 */
export async function haldane(
  specs: readonly Spec[],
  log: LogLine[],
  { without, begun, onInput }: HaldaneOptions = {},
): Promise<Deployment> {
  const tasks = await loadTasks();
  const { names, functions, machine, rules, timers, definition } = packaged(specs, tasks);
  const env = { tableName: names.table, stateMachineArn: fillPseudoParameters(names.stateMachineArn) };
  return {
    functions: Object.fromEntries(
      functions.map(({ name, timeoutSeconds, statements }) => [
        names.functionName(name),
        {
          timeoutSeconds,
          statements: without?.functionName === name ? except(statements, without.action) : statements,
          create: ({ clients: aws, clock, random }) => {
            const telemetry = recorder(name, log, clock);
            const { now, sleep } = clock;
            const line = createLine(aws, names.table, { now, sleep, random, tell: telemetry.error });
            const clients = { ...aws, line };
            const deps: Deps = { clients, clock, env, telemetry, table: table(clients, names.table) };
            const handler =
              begun !== undefined && name === 'plan-the-rollout'
                ? async () => begun.planned
                : wrap(tasks.of(name), () => deps);
            return async (input, context) => {
              onInput?.(name, input);
              return handler(input, context);
            };
          },
        },
      ]),
    ),
    machine: {
      name: names.stateMachine,
      definition: begun === undefined ? definition : filled<StateMachine>(begun.definition),
      statements:
        without?.functionName === 'machine' ? except(machine.statements, without.action) : machine.statements,
    },
    rules: rules.map((rule) => ({
      ...rule,
      pattern: filled<typeof rule.pattern>(rule.pattern),
      functionName: names.functionName(rule.functionName),
    })),
    timers: timers.map((timer) => ({ ...timer, functionName: names.functionName(timer.functionName) })),
    table: { name: names.table, partitionKey: 'kind', sortKey: 'name' },
    topics: [`${names.prefix}-pages`],
  };
}

/** Packaging the same specs again gives the same, and the engine knows a definition that it has met. */
const packages = new WeakMap<Spec, ReturnType<typeof makePackage>>();

function packaged(specs: readonly Spec[], tasks: Awaited<ReturnType<typeof load>>) {
  const [first] = specs;
  const known = first !== undefined && specs.length === 1 ? packages.get(first) : undefined;
  if (known !== undefined) return known;
  const made = makePackage(specs, tasks);
  if (first !== undefined && specs.length === 1) packages.set(first, made);
  return made;
}

function makePackage(specs: readonly Spec[], { definition, handlers }: Awaited<ReturnType<typeof load>>) {
  const made = deployment({ specs, definition, handlers });
  return { ...made, definition: filled<StateMachine>(made.machine.definition) };
}

/** With the rehearsal's account and region where CloudFormation puts those of the real one. */
const filled = <T>(json: unknown): T => JSON.parse(fillPseudoParameters(JSON.stringify(json)));

let loaded: Promise<Awaited<ReturnType<typeof load>>> | undefined;

/** Handlers are read once: their modules and what they need do not change while we rehearse. */
export function loadTasks() {
  loaded ??= load();
  return loaded;
}

async function load() {
  const handlers = await readHandlers();
  const tasks = new Map<string, AnyTask>();
  for (const { name, file } of handlers) {
    const module: Record<string, unknown> = await import(`../${file}`);
    const task = Object.values(module).find(isTask);
    if (task !== undefined) tasks.set(name, task);
  }
  return {
    handlers,
    definition: readDefinition(),
    of(name: string): AnyTask {
      const task = tasks.get(name);
      if (task === undefined) throw new Error(`functions/${name}.ts exports no task.`);
      return task;
    },
  };
}

const isTask = (value: unknown): value is AnyTask =>
  typeof value === 'object' && value !== null && 'needs' in value;

const except = (statements: readonly Statement[], action: string): readonly Statement[] =>
  statements
    .map((statement) => ({ ...statement, actions: statement.actions.filter((one) => one !== action) }))
    .filter(({ actions }) => actions.length > 0);

function recorder(functionName: string, log: LogLine[], clock: { now(): number }): Telemetry {
  let names: Readonly<Record<string, string>> = {};
  const write = (level: LogLine['level'], message: string, facts: unknown): void => {
    log.push({ atMillis: clock.now(), functionName, level, message, facts: { ...names, facts } });
  };
  return {
    middlewares: [],
    identify: (keys) => {
      names = keys;
    },
    info: (message, facts) => write('info', message, facts),
    error: (message, error) =>
      write('error', message, error instanceof Error ? `${error.name}: ${error.message}` : error),
    count: (metric) => write('count', metric, 1),
  };
}
