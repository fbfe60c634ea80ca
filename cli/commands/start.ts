import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { call } from '../../providers/call.ts';
import { table } from '../../providers/table.ts';
import { type Account, account } from '../account.ts';
import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import { type Execution, findExecution } from '../executions.ts';
import { exitCodes } from '../exit-codes.ts';
import { facts } from '../layout.ts';
import { Mistake } from '../mistake.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import { reasonOf } from '../reason.ts';
import { type ReleaseOptions, type ReleaseOrder, releaseOrder } from '../release-order.ts';

type Options = PlaceOptions & ReleaseOptions & { readonly again?: boolean };

/** `haldane start <service>` */
export function start(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('start')
        .summary('release a version of a service')
        .description(
          'Starts a rollout. The same version again starts nothing while it runs, and after it has ended only with --again.',
        )
        .argument('<service>', 'as its spec calls it', serviceName)
        .option('--image <uri>', 'image to release: REPOSITORY@sha256:DIGEST')
        .option('--archive <url>', 'code to release: s3://BUCKET/KEY, or s3://BUCKET/KEY#VERSION')
        .option('--tag <tag>', "the image's tag, for people")
        .option('--hotfix', 'go faster, and start though stable is sick')
        .option('--reason <text>', 'why, for those who read the history', reasonOf)
        .option('--again', 'release a version once more that was rolled out before'),
    ),
  ).action(async (service: string, options: Options) => {
    const order = releaseOrder(service, options);
    const place = await account(context.deps.aws(options.region), options.stage);
    await requireSpec(service, place);
    const started = await startOnce(order, place, options.again === true);
    context.finish(answer(service, started, place, context));
  });
}

/** The machine would refuse it as well, but only its history would say so. */
async function requireSpec(service: string, { aws, names }: Account): Promise<void> {
  if ((await table(aws, names.table).readSpec(service)) !== null) return;
  throw new Mistake(
    `There is no spec of a service called ${service} in ${names.table}.`,
    `Store it first: haldane apply services/${service}.yml`,
  );
}

type Started = Pick<Execution, 'arn' | 'status'> & {
  readonly kind: 'started' | 'runs already' | 'ran before';
};

async function startOnce(order: ReleaseOrder, place: Account, again: boolean): Promise<Started> {
  const { aws, names, fill, by } = place;
  const machine = fill(names.stateMachineArn);
  for (let attempt = 1; ; attempt++) {
    const name = order.name(attempt);
    const arn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
    const before = await findExecution(arn, place);
    if (before?.status === 'RUNNING') return { ...before, kind: 'runs already' };
    if (before !== null && !again) return { ...before, kind: 'ran before' };
    if (before !== null) continue;
    await call({ action: 'states:StartExecution', resource: machine }, () =>
      aws.sfn.send(
        new StartExecutionCommand({
          stateMachineArn: machine,
          name,
          input: JSON.stringify({ ...order.input, requestedBy: by }),
        }),
      ),
    );
    return { arn, status: 'RUNNING', kind: 'started' };
  }
}

function answer(
  service: string,
  { kind, arn, status }: Started,
  place: Account,
  { deps, paint }: Context,
): Answer {
  const sentence = {
    started: paint.good('The rollout has started.'),
    'runs already': 'This rollout runs already; nothing was started.',
    'ran before': paint.bad(
      `This version was rolled out before, and that ended ${endings[status] ?? status.toLowerCase()}. Add --again to release it once more.`,
    ),
  }[kind];
  const console = place.consoleLink(arn);
  return {
    exitCode: kind === 'ran before' ? exitCodes.no : exitCodes.fine,
    json: { started: kind === 'started', kind, execution: arn, status, console },
    lines: [
      sentence,
      ...facts(
        [
          ['execution', arn],
          ['console', console],
          ['follow it', `haldane status ${service}`],
        ],
        deps.out.columns,
        paint.quiet,
      ),
    ],
  };
}

const endings: Readonly<Record<string, string>> = {
  SUCCEEDED: 'well',
  FAILED: 'without promotion',
  ABORTED: 'when a person stopped it',
  TIMED_OUT: 'at its time limit',
};
