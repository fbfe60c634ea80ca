import type { Stage } from '../scenario.ts';
import type { Lateness } from '../world/events.ts';
import { AwsError, type Call, SandboxKilled } from '../world/index.ts';
import { abort, approve, move, pause } from './people.ts';

/** What a fault does from its call on: told of that call and of every later one. */
export type Trap = {
  readonly before?: (call: Call) => void | Promise<void>;
  readonly after?: (call: Call) => void | Promise<void>;
  readonly answer?: (call: Call, truth: unknown) => unknown;
};

/** What a fault has to work with. */
export type Surroundings = {
  readonly stage: Stage;
  /** The first answer to the same question in this run; `undefined` if it was never asked before. */
  readonly earlier: (call: Call) => unknown;
  /** Deploys a version of Haldane that reads no plan made until now. */
  readonly takeOver: () => void;
};

export type CallKind = {
  readonly on: 'call';
  /** For people. */
  readonly means: string;
  /**
   * How much a run may change: `passing` trouble is over before anybody's patience is, so every rollout ends as it would have; `lasting`
   * trouble may end it otherwise; a `person` decides how it ends.
   */
  readonly weight: 'passing' | 'lasting' | 'person';
  readonly applies: (call: Asked) => boolean;
  readonly strike: (victim: Call, around: Surroundings) => Trap;
};

export type DeliveryKind = {
  readonly on: 'delivery';
  readonly means: string;
  readonly weight: 'passing' | 'lasting';
  /** How late each delivery of the event is; none at all for one that is lost. */
  readonly late: readonly Lateness[];
};

export type Asked = Pick<Call, 'principal' | 'service' | 'operation' | 'input'>;

const minuteMillis = 60_000;

const once = (
  victim: Call,
  act: (call: Call) => void | Promise<void>,
): ((call: Call) => void | Promise<void>) => {
  return (call) => (call === victim ? act(call) : undefined);
};

const isSame = (a: Asked, b: Asked): boolean =>
  a.principal === b.principal &&
  a.service === b.service &&
  a.operation === b.operation &&
  functionIn(a) === functionIn(b);

/** Each function of Haldane's is a resource of its own. */
const functionIn = ({ operation, input }: Asked): unknown =>
  operation === 'Invoke' ? (input as { FunctionName?: string }).FunctionName : undefined;

/** The SDK of a handler makes three attempts; Step Functions' own integrations make one. */
const attempts = (call: Asked): number => (isMachine(call) ? 1 : 3);

/** So many attempts, this one first. */
function repeatedly(victim: Call, count: number, fail: () => never): (call: Call) => void {
  let left = count;
  return (call) => {
    if (left === 0 || !isSame(call, victim)) return;
    left -= 1;
    fail();
  };
}

/** Every call that matches, for so many minutes. */
function during(minutes: number, matches: (call: Call) => boolean, fail: (call: Call) => never) {
  return (victim: Call, { stage }: Surroundings): Trap => {
    const endMillis = victim.startMillis + minutes * minuteMillis;
    return {
      before(call) {
        if (stage.world.clock.now() < endMillis && matches(call)) fail(call);
      },
    };
  };
}

function throttle({ service }: Asked): never {
  const named = {
    lambda: 'TooManyRequestsException',
    route53: 'Throttling',
    elbv2: 'Throttling',
    cloudwatch: 'Throttling',
  } as Record<string, string>;
  throw new AwsError(named[service] ?? 'ThrottlingException', 'Rate exceeded');
}

function fail({ service }: Asked): never {
  const named = {
    lambda: 'ServiceException',
    dynamodb: 'InternalServerError',
    cloudwatch: 'InternalServiceFault',
  } as Record<string, string>;
  throw new AwsError(named[service] ?? 'InternalFailure', 'We encountered an internal error', {
    status: 500,
  });
}

function deny({ service, principal, operation }: Asked): never {
  const name =
    service === 'route53' || service === 'elbv2' || service === 'cloudwatch'
      ? 'AccessDenied'
      : 'AccessDeniedException';
  throw new AwsError(name, `${principal} is not authorized to perform ${operation}`, { status: 403 });
}

export const isMachine = ({ principal }: Asked): boolean =>
  principal.endsWith('-rollout') && !principal.endsWith('plan-the-rollout');
export const isPerson = ({ principal }: Asked): boolean => principal === 'a person';

export const isRead = ({ operation }: Asked): boolean => /^(Get|List|Describe|Query)/.test(operation);

/**
 * Reads of DynamoDB are strongly consistent here, and ListResourceRecordSets "returns the most current version of the records"; no
 * other service promises that.
 */
const mayBeStale = (call: Asked): boolean =>
  isRead(call) && call.service !== 'dynamodb' && call.service !== 'route53';

const atHandler = (call: Asked): boolean => !isMachine(call);
/** A handler's write, or whatever the machine asks for itself. */
const matters = (call: Asked): boolean => !isRead(call);
/** Where people and newer versions come in: between any two steps of the machine, and around every write. */
const instant = matters;

const routers: ReadonlySet<string> = new Set(['route53', 'elbv2']);
const isTraffic = ({ service, operation }: Asked): boolean =>
  routers.has(service) || (service === 'lambda' && /Alias$/.test(operation));

/** What a person or another rollout does at the instant before the call. */
const someone = (means: string, act: (around: Surroundings) => void): CallKind => ({
  on: 'call',
  means,
  weight: 'person',
  applies: instant,
  strike: (victim, around) => ({ before: once(victim, () => act(around)) }),
});

/** One that begins earlier is first felt at such a call, too. */
const outage = (means: string, minutes: number, matches: (call: Asked) => boolean): CallKind => ({
  on: 'call',
  means,
  weight: 'lasting',
  applies: matches,
  strike: during(minutes, matches, fail),
});

export const kinds = {
  throttled: {
    on: 'call',
    means: 'AWS throttles the call, and the SDK gives up',
    weight: 'passing',
    applies: () => true,
    strike: (victim) => ({ before: repeatedly(victim, attempts(victim), () => throttle(victim)) }),
  },
  failed: {
    on: 'call',
    means: 'AWS fails before the call takes effect, and the SDK gives up',
    weight: 'passing',
    applies: matters,
    strike: (victim) => ({ before: repeatedly(victim, attempts(victim), () => fail(victim)) }),
  },
  'lost-answer': {
    on: 'call',
    means: 'AWS fails after the effect; whoever called tries again',
    weight: 'passing',
    applies: matters,
    strike: (victim) => ({ after: once(victim, () => fail(victim)) }),
  },
  'lost-answers': {
    on: 'call',
    means: 'AWS fails after the effect, at each attempt of the SDK',
    weight: 'passing',
    applies: (call) => matters(call) && atHandler(call),
    strike: (victim) => ({ after: repeatedly(victim, attempts(victim), () => fail(victim)) }),
  },
  hung: {
    on: 'call',
    means: 'no answer ever comes, though the call took effect',
    weight: 'passing',
    applies: matters,
    strike: (victim) => ({ after: once(victim, () => new Promise(() => {})) }),
  },
  'killed-before': {
    on: 'call',
    means: 'the handler is killed before the call takes effect',
    weight: 'passing',
    applies: atHandler,
    strike: (victim) => ({
      before: once(victim, () => {
        throw new SandboxKilled();
      }),
    }),
  },
  'killed-after': {
    on: 'call',
    means: 'the handler is killed after the call took effect',
    weight: 'passing',
    applies: (call) => atHandler(call) && matters(call),
    strike: (victim) => ({
      after: once(victim, () => {
        throw new SandboxKilled();
      }),
    }),
  },
  stale: {
    on: 'call',
    means: 'the answer is an old one',
    weight: 'lasting',
    applies: mayBeStale,
    strike: (victim, { earlier }) => ({
      answer: (call, truth) => (call === victim ? (earlier(call) ?? truth) : truth),
    }),
  },
  denied: {
    on: 'call',
    means: 'the permission is missing for twenty minutes',
    weight: 'lasting',
    applies: () => true,
    strike: (victim, around) => during(20, (call) => isSame(call, victim), deny)(victim, around),
  },
  'denied-for-good': {
    on: 'call',
    means: 'the permission is missing from now on',
    weight: 'lasting',
    applies: matters,
    strike: (victim, around) =>
      during(Number.POSITIVE_INFINITY, (call) => isSame(call, victim), deny)(victim, around),
  },
  stopped: someone('somebody presses "Stop execution"', ({ stage }) => {
    const running = stage.world.sfn.executions.find(({ status }) => status === 'RUNNING');
    if (running !== undefined) stage.stop(running);
  }),
  aborted: someone('somebody aborts the rollout', ({ stage }) => abort(stage, 'a person changed their mind')),
  paused: someone('somebody pauses the rollout for ten minutes', ({ stage }) => pause(stage)),
  approved: someone('somebody approves whatever is asked', ({ stage }) => approve(stage)),
  moved: someone('somebody gives the canary 30% by hand', ({ stage }) => move(stage, 30)),
  'moved-back': someone('somebody gives stable all traffic by hand', ({ stage }) => move(stage, 0)),
  pushed: someone('a newer image arrives', ({ stage }) => stage.release('v43')),
  deployed: {
    on: 'call',
    means: 'Haldane is deployed again, and every function starts cold',
    weight: 'passing',
    applies: instant,
    strike: (victim, { stage }) => ({ before: once(victim, () => stage.world.lambda.renew()) }),
  },
  replaced: {
    on: 'call',
    means: 'another version of Haldane is deployed, which cannot read the plan',
    weight: 'lasting',
    applies: instant,
    strike: (victim, { takeOver }) => ({ before: once(victim, takeOver) }),
  },
  'table-down': outage(
    'DynamoDB does not answer for two minutes',
    2,
    ({ service }) => service === 'dynamodb',
  ),
  'table-down-long': outage(
    'DynamoDB does not answer for twenty minutes',
    20,
    ({ service }) => service === 'dynamodb',
  ),
  'router-down': outage('the traffic router does not answer for ten minutes', 10, isTraffic),
  'metrics-down': outage(
    'the metrics do not answer for four minutes',
    4,
    ({ service }) => service === 'cloudwatch',
  ),
  'metrics-gone': outage(
    'the metrics do not answer any more',
    Number.POSITIVE_INFINITY,
    ({ service }) => service === 'cloudwatch',
  ),
  'events-down': outage(
    'EventBridge takes no event for ten minutes',
    10,
    ({ service }) => service === 'events',
  ),
  'functions-down': outage(
    'Lambda starts nothing for five minutes',
    5,
    ({ service, operation }) => service === 'lambda' && operation === 'Invoke',
  ),
  twice: { on: 'delivery', means: 'the event is delivered twice', weight: 'passing', late: [0, 0] },
  late: {
    on: 'delivery',
    means: 'the event comes three minutes late',
    weight: 'lasting',
    late: [3 * minuteMillis],
  },
  'late-again': {
    on: 'delivery',
    means: 'the event comes in time, and once more after three minutes',
    weight: 'passing',
    late: [0, 3 * minuteMillis],
  },
  overtaken: {
    on: 'delivery',
    means: 'the event comes after the one that follows it',
    weight: 'lasting',
    late: ['overtaken'],
  },
  never: { on: 'delivery', means: 'the event is lost', weight: 'lasting', late: [] },
} as const satisfies Readonly<Record<string, CallKind | DeliveryKind>>;

export type KindName = keyof typeof kinds;

export const kindOf = (name: KindName): CallKind | DeliveryKind => kinds[name];

export const isKind = (name: string): name is KindName => Object.hasOwn(kinds, name);
