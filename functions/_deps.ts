import { awsClients, type Clients } from '../providers/clients.ts';
import { type Table, table } from '../providers/table.ts';
import { type Env, readEnv } from './_env.ts';
import { powertools, type Telemetry } from './_telemetry.ts';

/** What a handler needs from outside. The rehearsal gives simulated clients and virtual time instead. */
export type Deps = {
  readonly clients: Clients;
  readonly table: Table;
  readonly env: Env;
  readonly clock: { now(): number };
  readonly telemetry: Telemetry;
};

let deps: Deps | undefined;

/** The real thing, made once per Lambda instance. */
export function awsDeps(): Deps {
  deps ??= make();
  return deps;
}

function make(): Deps {
  const env = readEnv();
  const clients = awsClients();
  return {
    clients,
    table: table(clients, env.tableName),
    env,
    clock: { now: () => Date.now() },
    telemetry: powertools(),
  };
}
