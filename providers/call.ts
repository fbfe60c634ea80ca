import { Conflict, Denied, NotFound, Refused, Throttled, Unavailable } from './errors.ts';

/** What a call does, as IAM names it, and to what: `route53:ChangeResourceRecordSets`, `hostedzone/Z0123`. */
export type About = { readonly action: string; readonly resource: string };

/** Every call to AWS goes through here: sends, and rejects with a class of errors.ts that names action and resource. */
export async function call<Output>(about: About, send: () => Promise<Output>): Promise<Output> {
  try {
    return await send();
  } catch (cause) {
    const { action, resource } = about;
    const { name, message } = facts(cause);
    throw new (classOf(cause))(`${action} on ${resource}: ${name}: ${message}`, { cause });
  }
}

type ErrorClass = new (message: string, options: { cause: unknown }) => Error;

/** By name, since services disagree on status codes: Route 53 answers 400 to a throttled call, ECS 400 to a denied one. */
const byName: readonly (readonly [RegExp, ErrorClass])[] = [
  // The suffix `Exception` comes and goes between the services' protocols.
  [
    /^(Throttling|ThrottledException|TooManyRequests|RequestLimitExceeded|PriorRequestNotComplete|ProvisionedThroughputExceeded|SlowDown)/,
    Throttled,
  ],
  [/^(AccessDenied|UnauthorizedOperation|AuthorizationError)/, Denied],
  [/^(NoSuch|ResourceNotFound)|NotFound(Exception|Fault)?$|^ExecutionDoesNotExist$/, NotFound],
  [
    /^(PreconditionFailed|ResourceConflict|ConditionalCheckFailed|TransactionConflict|ConcurrentUpdate|UpdateInProgress|ConcurrentModification)/,
    Conflict,
  ],
  [
    /^(TimeoutError|AbortError|NetworkingError|RequestTimeout|ServiceUnavailable|InternalFailure)/,
    Unavailable,
  ],
];

function classOf(error: unknown): ErrorClass {
  const { name, code, status } = facts(error);
  const named = byName.find(([pattern]) => pattern.test(name));
  if (named) return named[1];
  if (status === 429) return Throttled;
  // Without a status AWS never answered: Node's own network errors carry a code such as ECONNRESET.
  if ((status ?? 0) >= 500 || (status === undefined && /^(E[A-Z]|UND_ERR)/.test(code))) return Unavailable;
  return Refused;
}

function facts(error: unknown): { name: string; message: string; code: string; status?: number } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), code: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  const status =
    typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
      ? metadata.httpStatusCode
      : undefined;
  return {
    name: error.name,
    message: error.message,
    code,
    ...(typeof status === 'number' ? { status } : {}),
  };
}
