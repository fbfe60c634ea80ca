import { awsClients, type Clients } from '../providers/clients.ts';
import { createLine } from '../providers/line/line.ts';
import { type Table, table } from '../providers/table.ts';
import { type Env, readEnv } from './_env.ts';
import type { Telemetry } from './_telemetry.ts';

/** What a handler needs from outside. The rehearsal gives simulated clients and virtual time instead. */
export type Deps = {
  readonly clients: Clients;
  readonly table: Table;
  readonly env: Env;
  readonly clock: { now(): number };
  readonly telemetry: Telemetry;
};

let deps: Promise<Deps> | undefined;

/** The real thing, made once per Lambda instance. */
export function awsDeps(): Promise<Deps> {
  deps ??= make();
  return deps;
}

async function make(): Promise<Deps> {
  const env = readEnv();
  const clients = awsClients();
  // Loaded here, so that a rehearsal does not pay for tracing hooks that it does not use.
  const { powertools } = await import('./_telemetry.ts');
  const telemetry = powertools();
  const line = createLine(clients, env.tableName, {
    now: () => Date.now(),
    sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
    random: () => Math.random(),
    tell: telemetry.error,
  });
  return {
    clients: Object.assign(clients, { line }),
    table: table(clients, env.tableName),
    env,
    clock: { now: () => Date.now() },
    telemetry,
  };
}
