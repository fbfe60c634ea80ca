import { awsClients, type Clients } from '../providers/clients.ts';
import { type Env, readEnv } from './_env.ts';

/** What a handler needs from outside. The rehearsal gives simulated clients and virtual time instead. */
export type Deps = {
  readonly clients: Clients;
  readonly env: Env;
  readonly clock: { now(): number };
};

let deps: Deps | undefined;

/** The real thing, made once per Lambda instance. */
export function awsDeps(): Deps {
  deps ??= { clients: awsClients(), env: readEnv(), clock: { now: () => Date.now() } };
  return deps;
}
