type Details = {
  /** HTTP status; 5xx is the server's fault. @default 400 */
  readonly status?: number;
  /** Members that some exceptions carry beside the message, e.g. `Item` or `taskArn`. */
  readonly members?: Readonly<Record<string, unknown>>;
};

/** An error as the SDK throws it: `name` is AWS's error code; everything else is as in a ServiceException. */
export class AwsError extends Error {
  override readonly name: string;
  readonly $fault: 'client' | 'server';
  readonly $metadata: { readonly httpStatusCode: number; readonly requestId: string; attempts: number };
  readonly $retryable: { readonly throttling: boolean } | undefined;

  constructor(name: string, message: string, { status = 400, members = {} }: Details = {}) {
    super(message);
    this.name = name;
    this.$fault = status >= 500 ? 'server' : 'client';
    this.$metadata = { httpStatusCode: status, requestId: 'rehearsal', attempts: 1 };
    this.$retryable = throttlingCodes.has(name) ? { throttling: true } : undefined;
    Object.assign(this, members);
  }
}

/** The codes that the SDK's standard retry mode takes for throttling. */
const throttlingCodes: ReadonlySet<string> = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

/** Would the SDK's standard retry mode try again? */
export function isTransient(error: unknown): boolean {
  return error instanceof AwsError && (error.$retryable !== undefined || error.$fault === 'server');
}

export const validation = (message: string): AwsError => new AwsError('ValidationException', message);

/** SDK inputs are typed as perhaps undefined; AWS refuses a request without its required members. */
export function required<T>(value: T | undefined, member: string): T {
  if (value === undefined) {
    throw validation(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}
