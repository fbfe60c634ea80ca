import { type VirtualClock, virtualClock } from '../../../rehearsal/clock.ts';
import type { State, StateMachine } from '../../../rehearsal/engine/definition.ts';
import {
  createEngine,
  type Engine,
  type Execution,
  type HistoryEvent,
  type Json,
  type TaskCall,
} from '../../../rehearsal/engine/index.ts';

export const START_MILLIS = Date.parse('2026-01-01T00:00:00Z');

export interface Rehearsal {
  readonly clock: VirtualClock;
  readonly engine: Engine;
  readonly execution: Execution;
  /** The tasks called so far. */
  readonly calls: readonly TaskCall[];
  /** Runs to the end of the execution. */
  finish(): Promise<Execution>;
}

/** Starts a machine made of these states, beginning at the first. */
export function rehearse(
  states: { readonly [name: string]: object },
  options: {
    readonly input?: Json;
    readonly random?: () => number;
    readonly timeoutSeconds?: number;
    readonly task?: (call: TaskCall, clock: VirtualClock) => Promise<Json>;
    readonly readS3?: (bucket: string, key: string) => Promise<string>;
  } = {},
): Rehearsal {
  const clock = virtualClock(START_MILLIS);
  const calls: TaskCall[] = [];
  const { task = async () => null, random = () => 0.5, readS3 } = options;
  const engine = createEngine({
    clock,
    random,
    runTask: (call) => {
      calls.push(call);
      return task(call, clock);
    },
    ...(readS3 && { readS3 }),
  });
  const execution = engine.start({
    definition: machine(states, options.timeoutSeconds),
    stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:test',
    name: 'one',
    input: options.input ?? {},
  });
  return {
    clock,
    engine,
    execution,
    calls,
    finish: async () => {
      await clock.run(() => execution.status !== 'RUNNING');
      return execution;
    },
  };
}

export function machine(states: { readonly [name: string]: object }, timeoutSeconds?: number): StateMachine {
  return {
    QueryLanguage: 'JSONata',
    StartAt: Object.keys(states)[0] ?? '',
    States: states as { readonly [name: string]: State },
    ...(timeoutSeconds !== undefined && { TimeoutSeconds: timeoutSeconds }),
  };
}

/** Seconds after the start, and types of events. */
export const timeline = (events: readonly HistoryEvent[]) =>
  events.map(({ timestamp, type }) => [(Number(timestamp) - START_MILLIS) / 1000, type]);

export const typesOf = (events: readonly HistoryEvent[]) => events.map(({ type }) => type);
