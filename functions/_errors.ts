/**
 * What a handler can say to the state machine besides the errors of rollout/errors.ts and providers/errors.ts. `name` is what `Retry` and
 * `Catch` match; the message becomes the cause that people read.
 */

/** The handler was called with something else than it accepts: an execution of a version that is too old, or a bug. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
}

/** The rollout cannot start; the message lists every reason. Nothing was touched. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}

/** The claim is marked for return (an alarm, an abort), or no longer ours. No weight may be raised. */
export class Marked extends Error {
  override readonly name = 'Marked';
}

/** A gate closed between its check and the write: the stop switch, a freeze window, a pause. Nothing was raised; wait at the gates. */
export class Held extends Error {
  override readonly name = 'Held';
}

/** Someone else moved the weights. Nothing of theirs is overwritten; the rollout stops and says so. */
export class Drift extends Error {
  override readonly name = 'Drift';
}

/** A version that is to be removed has traffic. It is left running. */
export class StillInUse extends Error {
  override readonly name = 'StillInUse';
}

/** There is no claim to return the traffic for: the execution had ended cleanly, or a recovery has taken over. */
export class NothingToRecover extends Error {
  override readonly name = 'NothingToRecover';
}
