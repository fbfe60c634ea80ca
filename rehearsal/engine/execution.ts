import type { HistoryEvent } from './history.ts';
import type { Json } from './json.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** An execution as DescribeExecution and GetExecutionHistory tell of it. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly input: Json;
  readonly startMillis: number;
  readonly stopMillis: number | undefined;
  readonly status: ExecutionStatus;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  readonly history: readonly HistoryEvent[];
  /** State transitions, as a Standard workflow is billed for them: each state entered, and each retry. */
  readonly transitions: number;
  /** Resolves at the end, however it came; rejects only if the simulation itself broke. */
  readonly finished: Promise<Execution>;
  /** StopExecution. No Catch runs; tasks that are under way go on, but nobody hears their answers. */
  stop(error?: string, cause?: string): void;
}
