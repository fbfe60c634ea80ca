import type { Context } from 'aws-lambda';
import type { AwsClients } from '../../providers/clients.ts';
import type { Life } from './clients.ts';
import type { FunctionDeployment, Handler } from './deployment.ts';
import { functionArn } from './place.ts';
import type { Surroundings } from './service.ts';

/** How an invocation ended; the payload is JSON. `unhandled` is what Lambda tells of a handler that threw, or was killed. */
export type Invoked =
  | { readonly kind: 'answered'; readonly payload: string }
  | {
      readonly kind: 'unhandled';
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };

/** A deployed function: runs each invocation in a sandbox of its own, warm if one is free. Payloads are JSON, so nobody shares what they hold. */
export interface Sandboxes {
  invoke(payload: string): Promise<Invoked>;
  /** New code: whoever is under way goes on with the old, the next one starts cold. */
  renew(): void;
}

type Warm = { readonly handler: Handler; busy: boolean; alive: boolean; die: () => void };

const coldStartMillis = { least: 150, most: 600 };
/** What handlers do besides calling AWS: parsing, judging. */
const ownMillis = { least: 2, most: 20 };

export function createSandboxes(
  name: string,
  deployment: FunctionDeployment,
  clientsOf: (life: Life) => AwsClients,
  { clock, random }: Surroundings,
): Sandboxes {
  const pool: Warm[] = [];

  const boot = async (): Promise<Warm> => {
    await clock.sleep(Math.round(random.between(coldStartMillis.least, coldStartMillis.most)));
    const warm: Warm = {
      busy: true,
      alive: true,
      die: () => {},
      handler: deployment.create({
        clients: clientsOf({ alive: () => warm.alive, kill: () => warm.die() }),
        clock,
        random: random.next,
      }),
    };
    pool.push(warm);
    return warm;
  };

  return {
    renew() {
      pool.length = 0;
    },
    async invoke(payload) {
      const free = pool.find(({ busy, alive }) => !busy && alive);
      if (free !== undefined) free.busy = true;
      const sandbox = free ?? (await boot());
      const requestId = uuid(random.hex(32));
      const deadlineMillis = clock.now() + deployment.timeoutSeconds * 1000;
      const { promise: killed, resolve: kill } = Promise.withResolvers<Invoked>();
      // A timed out sandbox is frozen at once: what it sent may still take effect, but it hears no answer and sends no more.
      const cancel = clock.schedule(deadlineMillis, () => {
        sandbox.alive = false;
        kill(timedOut(requestId, deployment.timeoutSeconds, clock.now()));
      });
      sandbox.die = () => {
        sandbox.alive = false;
        kill(exited(requestId));
      };
      const context = contextOf(name, requestId, () => deadlineMillis - clock.now());
      const invoked = await Promise.race([killed, run(sandbox.handler, payload, context, clock, random)]);
      cancel();
      sandbox.busy = false;
      return invoked;
    },
  };
}

async function run(
  handler: Handler,
  payload: string,
  context: Context,
  clock: Surroundings['clock'],
  random: Surroundings['random'],
): Promise<Invoked> {
  await clock.sleep(Math.round(random.between(ownMillis.least, ownMillis.most)));
  try {
    const answer = await handler(JSON.parse(payload), context);
    return { kind: 'answered', payload: JSON.stringify(answer ?? null) };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // Lambda gives the whole stack, but its paths would differ from one machine to the next, and histories with them.
    const trace = [`${error.name}: ${error.message}`];
    return { kind: 'unhandled', errorType: error.name, errorMessage: error.message, trace };
  }
}

/** The text of Lambda's Node.js runtime for a function that took too long. */
function timedOut(requestId: string, timeoutSeconds: number, nowMillis: number): Invoked {
  const errorMessage = `${new Date(nowMillis).toISOString()} ${requestId} Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { kind: 'unhandled', errorType: 'Sandbox.Timedout', errorMessage, trace: [] };
}

/** What Lambda answers for a process that the system ended, as it does where memory runs out. */
const exited = (requestId: string): Invoked => ({
  kind: 'unhandled',
  errorType: 'Runtime.ExitError',
  errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
  trace: [],
});

const uuid = (hex: string) => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function contextOf(name: string, awsRequestId: string, remainingMillis: () => number): Context {
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(name),
    memoryLimitInMB: '256',
    awsRequestId,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'rehearsal',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: remainingMillis,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
