import type { z } from 'zod';
import type { Deps } from './_deps.ts';

/**
 * What a handler may do. deploy/ turns a need into IAM statements: for traffic, workloads and metrics from the providers
 * that the specs in services/ name, for the rest on Haldane's own table and state machine.
 */
export type Need =
  | 'traffic.read'
  | 'traffic.check'
  | 'traffic.glance'
  | 'traffic.write'
  | 'traffic.promote'
  | 'workload.read'
  | 'workload.health'
  | 'workload.deploy'
  | 'workload.find'
  | 'workload.scale'
  | 'workload.remove'
  | 'metrics.read'
  | 'alarms.read'
  | 'specs.read'
  | 'specs.list'
  | 'claims.read'
  | 'claims.list'
  | 'claims.write'
  | 'watches.read'
  | 'watches.write'
  | 'learned.read'
  | 'learned.write'
  | 'switch.read'
  | 'executions.start'
  | 'executions.read'
  | 'executions.answer';

/** One handler: what it accepts, what it needs, what it does. Running it twice with the same input must end in the same state. */
export type Task<Input, Output extends object> = {
  readonly needs: readonly Need[];
  readonly input: z.ZodType<Input>;
  readonly run: (input: Input, deps: Deps) => Promise<Output>;
};

/** Gives an object literal the types of a task. */
export function task<Input, Output extends object>(definition: Task<Input, Output>): Task<Input, Output> {
  return definition;
}
