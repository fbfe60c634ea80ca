import type { Clock } from '../clock.ts';
import type { Execution } from './execution.ts';
import type { AddedFunctions } from './functions.ts';
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
