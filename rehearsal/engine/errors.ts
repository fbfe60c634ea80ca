/** An error and its cause, as Step Functions tells them. Both can be missing: a Fail state may name neither. */
export class StateFailure extends Error {
  override readonly name: string = 'StateFailure';
  readonly error: string | undefined;
  override readonly cause: string | undefined;
  /** Other names under which Retry and Catch find it. */
  readonly aliases: readonly string[];
  /** Ends the execution whatever Retry and Catch say. */
  readonly isFinal: boolean;

  constructor(
    error: string | undefined,
    cause?: string,
    { aliases = [], isFinal = false }: { aliases?: readonly string[]; isFinal?: boolean } = {},
  ) {
    super(cause === undefined ? error : `${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
    this.aliases = aliases;
    this.isFinal = isFinal;
  }
}

/** What `runTask` rejects with when the called service, or the Lambda function, fails. Anything else it throws is a bug and stops the run. */
export class TaskFailure extends StateFailure {
  override readonly name = 'TaskFailure';
}

/** Thrown inside work that nobody waits for any more: a sibling branch failed, or the execution ended. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/** The token was never given out. */
export class TaskDoesNotExist extends Error {
  override readonly name = 'TaskDoesNotExist';
}

/** The task of this token was answered already, timed out, or its execution ended. */
export class TaskTimedOut extends Error {
  override readonly name = 'TaskTimedOut';
}

/** The token does not look like one. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** The output of a task is not JSON, or larger than 256 KiB. */
export class InvalidOutput extends Error {
  override readonly name = 'InvalidOutput';
}

/** An execution of this name exists and has another input, or ended already. */
export class ExecutionAlreadyExists extends Error {
  override readonly name = 'ExecutionAlreadyExists';
}

/** The service refuses such a definition; `message` is its own text. */
export class InvalidDefinition extends Error {
  override readonly name = 'InvalidDefinition';
}

export const dataLimitExceeded = (what: string, isFinal = false) =>
  new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    { isFinal },
  );
