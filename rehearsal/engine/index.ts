import type { Clock } from '../clock.ts';
import type { StateMachine } from './definition.ts';
import { ExecutionAlreadyExists, InvalidOutput, StateFailure } from './errors.ts';
import type { Execution } from './execution.ts';
import { addedFunctions } from './functions.ts';
import { nameOf, uuid } from './identifiers.ts';
import { isTooLarge, type Json, textOf } from './json.ts';
import { Run } from './run.ts';
import type { Surroundings } from './surroundings.ts';
import type { RunTask } from './task-call.ts';
import { Tokens } from './tokens.ts';

export type { StateMachine } from './definition.ts';
export {
  InvalidDefinition,
  InvalidToken,
  TaskDoesNotExist,
  TaskFailure,
  TaskTimedOut,
} from './errors.ts';
export type { Execution, ExecutionStatus } from './execution.ts';
export type { HistoryEvent } from './history.ts';
export { type Json, type JsonObject, textOf } from './json.ts';
export type { RunTask, TaskCall } from './task-call.ts';

export interface EngineOptions {
  readonly clock: Clock;
  /** Between 0 and 1, seeded: for ids, jitter, $random and $uuid. */
  readonly random: () => number;
  readonly runTask: RunTask;
  /** @default '111111111111' */
  readonly accountId?: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** Told at the start of each execution and at its end. */
  readonly onStatusChange?: (execution: Execution) => void;
  /** The text of an object in S3, for ItemReaders. */
  readonly readS3?: (bucket: string, key: string) => Promise<string>;
}

export interface StartOptions {
  readonly definition: StateMachine | string;
  readonly stateMachineArn: string;
  readonly name?: string;
  readonly input: Json;
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly roleArn?: string;
}

/** Step Functions: executions of JSONata state machines, and the answers to their task tokens. */
export interface Engine {
  /**
   * A name that a Standard execution already has is refused (ExecutionAlreadyExists), unless that one is still
   * running with the same input: then it is the answer.
   */
  start(options: StartOptions): Execution;
  /** Throws TaskDoesNotExist, TaskTimedOut, InvalidToken or InvalidOutput. */
  sendTaskSuccess(token: string, output: Json): void;
  sendTaskFailure(token: string, error?: string, cause?: string): void;
  sendTaskHeartbeat(token: string): void;
}

export function createEngine(options: EngineOptions): Engine {
  const { clock, random, runTask, accountId = '111111111111', region = 'us-east-1' } = options;
  const tokens = new Tokens(random);
  const executions = new Map<string, Run>();
  const surroundings: Surroundings = {
    clock,
    random,
    functions: addedFunctions({ clock, random }),
    tokens,
    region,
    runTask,
    readS3:
      options.readS3 ??
      (async (bucket, key) => Promise.reject(new Error(`No such object: ${bucket}/${key}`))),
    onStatusChange: options.onStatusChange ?? (() => {}),
  };

  return {
    start({ definition, stateMachineArn, name = uuid(random), input, type = 'STANDARD', roleArn }) {
      const kind = type === 'EXPRESS' ? 'express' : 'execution';
      const suffix = type === 'EXPRESS' ? `:${uuid(random)}` : '';
      const arn = `arn:aws:states:${region}:${accountId}:${kind}:${nameOf(stateMachineArn)}:${name}${suffix}`;
      const earlier = executions.get(arn);
      if (earlier !== undefined) {
        if (earlier.status === 'RUNNING' && textOf(earlier.input) === textOf(input)) return earlier;
        throw new ExecutionAlreadyExists(`Execution Already Exists: '${arn}'`);
      }
      const run = new Run(
        {
          arn,
          name,
          stateMachineArn,
          roleArn: roleArn ?? `arn:aws:iam::${accountId}:role/${nameOf(stateMachineArn)}`,
          type,
          definition: typeof definition === 'string' ? JSON.parse(definition) : definition,
          input,
        },
        surroundings,
      );
      executions.set(arn, run);
      surroundings.onStatusChange(run);
      return run;
    },

    sendTaskSuccess(token, output) {
      if (output === undefined || isTooLarge(output)) {
        throw new InvalidOutput(`Invalid Output: '${output === undefined ? 'no JSON' : 'too large'}'`);
      }
      tokens.waiterOf(token).succeed(output);
    },

    sendTaskFailure(token, error, cause) {
      tokens.waiterOf(token).fail(new StateFailure(error, cause));
    },

    sendTaskHeartbeat(token) {
      tokens.waiterOf(token).heartbeat();
    },
  };
}
