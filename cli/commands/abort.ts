import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Names, names } from '../../deploy/names.ts';
import { call } from '../../providers/call.ts';
import { Refused } from '../../providers/errors.ts';
import { caller } from '../account.ts';
import type { Answer } from '../answer.ts';
import type { Aws } from '../aws.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { wrap } from '../layout.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import { oneLine } from '../reason.ts';

type Options = PlaceOptions & { readonly reason: string };

/** `haldane abort <service>` */
export function abort(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('abort')
        .summary('end a rollout and return all traffic to the stable version, now')
        .description(
          'Returns the traffic of a running rollout at once, whatever it is doing, and ends it. Safe to repeat.',
        )
        .argument('<service>', 'as its spec calls it', serviceName)
        .option('--reason <text>', 'why, for those who read the history', 'no reason given'),
    ),
  ).action(async (service: string, options: Options) => {
    const aws = context.deps.aws(options.region);
    const order: Abort = {
      service,
      reason: oneLine(options.reason) || 'no reason given',
      by: await nameOf(aws, context),
    };
    context.finish(await returnTraffic(order, { aws, names: names(options.stage) }, context));
  });
}

/** Not worth a wait: the traffic is what matters. */
async function nameOf(aws: Aws, { deps }: Context): Promise<string> {
  try {
    return (await caller(aws, AbortSignal.timeout(2_000))).by;
  } catch {
    return deps.userName();
  }
}

type Place = { readonly aws: Aws; readonly names: Names };
type Abort = { readonly service: string; readonly reason: string; readonly by: string };

/** Asks the handler directly, since its answer says that the traffic is back; an event is the second-best way. */
async function returnTraffic(order: Abort, place: Place, context: Context): Promise<Answer> {
  const { clock } = context.deps;
  const begunMillis = clock.now();
  let interruptions: readonly Interruption[];
  try {
    interruptions = await invokeInterrupt(order, place);
  } catch (error) {
    return askByEvent(order, error, place, context);
  }
  const seconds = (clock.now() - begunMillis) / 1000;
  return answerOf(order.service, interruptions, seconds, context);
}

const answerShape = z.object({
  interruptions: z.array(
    z.object({
      service: z.string(),
      answer: z.enum(['returned', 'too late', 'failed']),
      detail: z.string(),
    }),
  ),
});
type Interruption = z.infer<typeof answerShape>['interruptions'][number];

async function invokeInterrupt(abort: Abort, { aws, names }: Place): Promise<readonly Interruption[]> {
  const FunctionName = names.functionName('interrupt');
  const about = { action: 'lambda:InvokeFunction', resource: FunctionName };
  const { FunctionError, Payload } = await call(about, () =>
    aws.lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify({ abort }) })),
  );
  const text = new TextDecoder().decode(Payload);
  if (FunctionError !== undefined) throw new Refused(`${FunctionName} failed: ${messageIn(text)}`);
  return answerShape.parse(JSON.parse(text)).interruptions;
}

/** Lambda answers a failed call with a JSON document. */
function messageIn(payload: string): string {
  const failure = z.object({ errorMessage: z.string() }).safeParse(JSON.parse(payload));
  return failure.data?.errorMessage ?? payload;
}

async function askByEvent(
  order: Abort,
  reason: unknown,
  { aws }: Place,
  { deps, paint }: Context,
): Promise<Answer> {
  const about = { action: 'events:PutEvents', resource: 'the default event bus' };
  await call(about, async () => {
    const { Entries, FailedEntryCount } = await aws.events.send(
      new PutEventsCommand({
        Entries: [{ Source: 'haldane', DetailType: 'Abort Requested', Detail: JSON.stringify(order) }],
      }),
    );
    if (FailedEntryCount) throw new Refused(Entries?.[0]?.ErrorMessage ?? 'the event was not taken');
  });
  const why = reason instanceof Error ? reason.message : String(reason);
  return {
    exitCode: exitCodes.no,
    json: { service: order.service, answer: 'asked', detail: why },
    lines: [
      ...wrap(`The handler could not be asked directly: ${why}`, deps.out.columns),
      ...wrap(
        `An abort of ${order.service} was sent as an event instead. Nobody has answered that; look with: haldane status ${order.service}`,
        deps.out.columns,
        `${paint.doubtful('not sure yet')}  `,
      ),
    ],
  };
}

function answerOf(
  service: string,
  interruptions: readonly Interruption[],
  seconds: number,
  { deps, paint }: Context,
): Answer {
  const [interruption] = interruptions;
  const { answer, detail } = interruption ?? { answer: 'nothing runs' as const, detail: '' };
  const { exitCode, sentence } = sentences(service, detail, seconds)[answer];
  return {
    exitCode,
    json: { service, answer, detail, seconds },
    lines: wrap((exitCode === exitCodes.fine ? paint.good : paint.bad)(sentence), deps.out.columns),
  };
}

type Said = { readonly exitCode: ExitCode; readonly sentence: string };

const sentences = (
  service: string,
  detail: string,
  seconds: number,
): Readonly<Record<Interruption['answer'] | 'nothing runs', Said>> => ({
  returned: {
    exitCode: exitCodes.fine,
    sentence: `All traffic of ${service} is back on the stable version (took ${seconds.toFixed(1)} s).`,
  },
  'nothing runs': {
    exitCode: exitCodes.no,
    sentence: `No rollout of ${service} is running: nothing to return.`,
  },
  'too late': { exitCode: exitCodes.no, sentence: `Too late to return ${service}: ${detail}` },
  failed: { exitCode: exitCodes.no, sentence: `The traffic of ${service} may not be back yet: ${detail}` },
});
