/**
 * What can go wrong at AWS, by name. The names are the vocabulary of `Retry` and `Catch` in statemachines/: an error
 * that means "try again" is retried there, every other one returns the traffic.
 */
type Options = { readonly cause?: unknown };

/** AWS asked us to slow down. The machine retries with backoff. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** AWS failed or did not answer. Whether the call took effect is unknown; every call of ours may be repeated. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** Someone else wrote at the same time. Read again, then decide. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** A resource that the spec names does not exist. Correct the spec or create it. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** The resource exists but is not shaped as the spec says (a third record in the set, no such target group). Nothing was written. */
export class NotOwned extends Error {
  override readonly name = 'NotOwned';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** A permission is missing. The message names action and resource. */
export class Denied extends Error {
  override readonly name = 'Denied';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}

/** The request is wrong: AWS refused it (the message is AWS's own), or a config cannot be read. Correct the spec. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(message: string, options?: Options) {
    super(message, options);
  }
}
