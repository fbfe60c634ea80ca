/**
 * What the domain refuses, by name. The names are the vocabulary of `Catch` in statemachines/; none of them is worth
 * a retry. Messages are for the person who reads the failed execution.
 */
type Options = { readonly cause?: unknown };

/** The input that started the execution is wrong. Start again with what the message says. */
export class BadInput extends Error {
  override readonly name = 'BadInput';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** The stored service spec cannot be read. Correct the file and `haldane apply` it. */
export class BadSpec extends Error {
  override readonly name = 'BadSpec';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** The rollout cannot work, or must not start now. The message has every reason; nothing was changed. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/**
 * The execution carries a plan that this version of Haldane does not read. Deploy a version that reads it, or stop the
 * execution: its recovery returns the traffic.
 */
export class UnreadablePlan extends Error {
  override readonly name = 'UnreadablePlan';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}
