import type { Json, JsonObject } from './json.ts';

/** A definition in the Amazon States Language, as far as the engine reads it (query language JSONata). */
export interface StateMachine extends States {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly Version?: string;
  readonly TimeoutSeconds?: number;
}

/** A whole machine, a branch of a Parallel state, or what a Map state runs for each item. */
export interface States {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

/** Any JSON value; its strings of the form `{% ... %}` are expressions. */
export type Template = Json;

export interface Exit {
  readonly Output?: Template;
  readonly Assign?: JsonObject;
}

interface Common extends Exit {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly Next?: string;
  readonly End?: boolean;
}

export interface PassState extends Common {
  readonly Type: 'Pass';
}

export interface TaskState extends Common, Rescue {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly Credentials?: JsonObject;
  readonly TimeoutSeconds?: number | string;
  readonly HeartbeatSeconds?: number | string;
}

export interface ChoiceState extends Common {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface ChoiceRule extends Exit {
  readonly Condition: boolean | string;
  readonly Next: string;
}

export interface WaitState extends Common {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly Timestamp?: string;
}

export interface SucceedState extends Common {
  readonly Type: 'Succeed';
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ParallelState extends Common, Rescue {
  readonly Type: 'Parallel';
  readonly Branches: readonly States[];
  readonly Arguments?: Template;
}

export interface MapState extends Common, Rescue {
  readonly Type: 'Map';
  readonly Label?: string;
  readonly Items?: Template;
  readonly ItemSelector?: Template;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ItemProcessor: States & {
    readonly ProcessorConfig?: { readonly Mode?: 'INLINE' | 'DISTRIBUTED' };
  };
  readonly MaxConcurrency?: number | string;
  readonly ToleratedFailureCount?: number | string;
  readonly ToleratedFailurePercentage?: number | string;
}

export interface ItemReader {
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly ReaderConfig?: {
    readonly InputType?: 'JSON' | 'JSONL' | 'CSV' | 'MANIFEST';
    readonly CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
    readonly CSVHeaders?: readonly string[];
    readonly CSVDelimiter?: 'COMMA' | 'PIPE' | 'SEMICOLON' | 'SPACE' | 'TAB';
    readonly ItemsPointer?: string;
    readonly MaxItems?: number | string;
  };
}

export interface ItemBatcher {
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly BatchInput?: Template;
}

/** What a state does about failures. */
export interface Rescue {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Exit {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
}
