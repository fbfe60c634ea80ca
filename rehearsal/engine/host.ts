import type { Clock } from '../clock.ts';
import type { Branch } from './branch.ts';
import type { States } from './definition.ts';
import type { Execution } from './execution.ts';
import type { AddedFunctions } from './functions.ts';
import type { Json } from './json.ts';
import type { RunTask } from './task-call.ts';
import type { Tokens } from './tokens.ts';

/** What an execution needs of the engine that runs it. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly functions: AddedFunctions;
  readonly tokens: Tokens;
  readonly region: string;
  readonly runTask: RunTask;
  /** The text of an object in S3, for the ItemReader of a Map state. */
  readonly readS3: (bucket: string, key: string) => Promise<string>;
  readonly onStatusChange: (execution: Execution) => void;
}

/** The execution, as the branches and states in it see it. */
export interface Host extends Surroundings {
  readonly arn: string;
  readonly stateMachineArn: string;
  transitions: number;
  /** Runs states from the first to an end; the answer is the last one's output. */
  runStates(states: States, input: Json, branch: Branch): Promise<Json>;
  /** Ends everything: the simulation itself broke, not what it simulates. */
  crash(thrown: unknown): void;
}
