import type { Json } from './json.ts';

/** A call of a service, a function or an activity, for whoever simulates them. */
export interface TaskCall {
  /** As written in the state, such as `arn:aws:states:::lambda:invoke` or `arn:aws:states:::sqs:sendMessage.waitForTaskToken`. */
  readonly resource: string;
  /** Stands in the history as well: the callee may keep it, but not change it. */
  readonly arguments: Json;
  readonly stateName: string;
  readonly executionArn: string;
  /** 0 at first, then counts the retries. */
  readonly attempt: number;
  /** Given to activities, `.sync` and `.waitForTaskToken` tasks: whoever holds it can answer in the task's place. */
  readonly taskToken?: string;
  readonly credentials?: Json;
  /** Aborted when the engine no longer wants the answer. A Lambda function that has started goes on regardless. */
  readonly signal: AbortSignal;
  /** For `.sync` tasks: the service's immediate answer (TaskSubmitted), before the promise gives the final one. */
  submit(answer: Json): void;
}

/**
 * Resolves with the result, JSON that nobody changes any more; for `.waitForTaskToken` with the immediate answer, the result comes by token.
 * Rejects with a TaskFailure.
 */
export type RunTask = (call: TaskCall) => Promise<Json>;
