import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { AwsError, isTransient } from './aws-error.ts';
import { copy } from './copy.ts';
import type { Iam, Principal } from './iam.ts';
import { accountId } from './place.ts';
import type { Buckets, Quotas } from './quotas.ts';
import type { Operations } from './service.ts';

/** One request of one principal. `outcome` is the error's name once it has failed; it is missing while the call is under way. */
export type Call = {
  readonly id: number;
  readonly principal: string;
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: unknown;
  readonly startMillis: number;
  endMillis?: number;
  outcome?: 'ok' | (string & {});
};

/**
 * The one place where a scenario disturbs calls: each hook may throw (an `AwsError`), wait, or do nothing. What `before` throws
 * prevents the effect; what `after` throws hides an effect that has taken place.
 */
export type Faults = {
  before: (call: Call) => void | Promise<void>;
  after: (call: Call) => void | Promise<void>;
  /** What is answered instead of the truth. Called at the instant of the effect. */
  answer: (call: Call, truth: unknown) => unknown;
};

export type ServiceName =
  | 'route53'
  | 'elbv2'
  | 'lambda'
  | 'ecs'
  | 'autoScaling'
  | 'cloudwatch'
  | 'dynamodb'
  | 'sfn'
  | 'events'
  | 'sns';

export interface Caller {
  readonly faults: Faults;
  readonly calls: readonly Call[];
  /** One attempt, as Step Functions' own integrations make it. */
  once(principal: Principal, service: ServiceName, operation: string, input: unknown): Promise<unknown>;
  /** As the SDK's standard retry mode: up to three attempts, after random delays from 0 to 0.5 (throttled) or 0.1 seconds, doubling. */
  patiently(
    principal: Principal,
    service: ServiceName,
    operation: string,
    input: unknown,
    maxAttempts?: number,
  ): Promise<unknown>;
}

type Parts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly iam: Iam;
  readonly services: Readonly<Record<ServiceName, Operations>>;
  /** Share of calls that AWS throttles for no reason of ours. */
  readonly throttleShare: number;
  readonly buckets: Buckets;
  readonly quotas: Quotas | undefined;
};

export function createCaller(parts: Parts): Caller {
  const { clock, random, iam, services, throttleShare, buckets, quotas } = parts;
  const calls: Call[] = [];
  const faults: Faults = { before: () => {}, after: () => {}, answer: (_, truth) => truth };

  const attempt = async (call: Call, principal: Principal): Promise<unknown> => {
    const operation = services[call.service][call.operation];
    if (operation === undefined) {
      throw new Error(`The rehearsal has no ${call.service} ${call.operation}. Add it in rehearsal/world/.`);
    }
    const input = copy(call.input) as never;
    // The request travels, takes effect at one instant, and its answer travels back: in between, others act.
    await clock.sleep(travelMillis(random));
    await faults.before(call);
    const throttled = () => new AwsError(throttleCode(call.service), 'Rate exceeded');
    if (random.chance(throttleShare)) throw throttled();
    const rate = quotas?.operations[`${call.service}:${call.operation}`];
    if (rate !== undefined) buckets.take(`${call.service}:${call.operation}`, rate, 1, throttled);
    const denial = iam.refuse(principal, operation.access(input), clock.now());
    if (denial !== undefined) throw denied(call.service, denial);
    const output = copy(faults.answer(call, await operation.effect(input)));
    await faults.after(call);
    await clock.sleep(travelMillis(random));
    return output;
  };

  const once: Caller['once'] = async (principal, service, operation, input) => {
    const call: Call = {
      id: calls.length + 1,
      principal: principal.name,
      service,
      operation,
      input,
      startMillis: clock.now(),
    };
    calls.push(call);
    try {
      const output = await attempt(call, principal);
      call.outcome = 'ok';
      return output;
    } catch (error) {
      call.outcome = error instanceof Error ? error.name : String(error);
      throw error;
    } finally {
      call.endMillis = clock.now();
    }
  };

  return {
    faults,
    calls,
    once,
    async patiently(principal, service, operation, input, maxAttempts = 3) {
      for (let tries = 1; ; tries++) {
        try {
          return await once(principal, service, operation, input);
        } catch (error) {
          if (error instanceof AwsError) error.$metadata.attempts = tries;
          if (tries === maxAttempts || !isTransient(error)) throw error;
          const baseMillis = error instanceof AwsError && error.$retryable?.throttling ? 500 : 100;
          await clock.sleep(Math.round(random.between(0, baseMillis * 2 ** (tries - 1))));
        }
      }
    },
  };
}

/** One way to AWS or back within a region. */
const travelMillis = (random: Random) => Math.round(random.between(4, 25));

function throttleCode(service: ServiceName): string {
  if (service === 'lambda') return 'TooManyRequestsException';
  return service === 'elbv2' || service === 'cloudwatch' || service === 'route53'
    ? 'Throttling'
    : 'ThrottlingException';
}

/** Services with a query or XML protocol say AccessDenied, those with JSON AccessDeniedException. */
function denied(
  service: ServiceName,
  { principal, action, resource }: { principal: string; action: string; resource: string },
) {
  const xml = service === 'route53' || service === 'elbv2' || service === 'cloudwatch';
  const name = service === 'sns' ? 'AuthorizationError' : xml ? 'AccessDenied' : 'AccessDeniedException';
  const user = `arn:aws:sts::${accountId}:assumed-role/${principal}/${principal}`;
  return new AwsError(
    name,
    `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    { status: 403 },
  );
}
