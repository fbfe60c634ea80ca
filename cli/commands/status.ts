import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { type Claim, type StopSwitch, type Table, table } from '../../providers/table.ts';
import type { RolloutRecord } from '../../report/record.ts';
import { summary } from '../../report/summary.ts';
import { timeline } from '../../report/timeline.ts';
import { type Account, account } from '../account.ts';
import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import { describeRollout } from '../describe-rollout.ts';
import { historyOf, lastExecutionOf } from '../executions.ts';
import { exitCodes } from '../exit-codes.ts';
import { wrap } from '../layout.ts';
import { narrator } from '../narrate.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import type { Paint } from '../paint.ts';

type Options = PlaceOptions & { readonly history?: boolean };

/** `haldane status [service]` */
export function status(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('status')
        .summary('show where rollouts are, and what was seen of them')
        .description(
          'Shows the rollouts that are under way: position, weights, the last verdict. Of a service that has none, its last one. Reads only.',
        )
        .argument('[service]', 'only this one (default: all that are under way)', serviceName)
        .option('--history', 'tell what happened, line by line'),
    ),
  ).action(async (service: string | undefined, options: Options) => {
    const place = await account(context.deps.aws(options.region), options.stage);
    const inTable = table(place.aws, place.names.table);
    const claims = await claimsOn(service, inTable);
    const stopSwitch = await inTable.readSwitch();
    const running = await Promise.all(claims.map((claim) => rolloutOf(claim.holder, claim, place)));
    const rollouts = running.length === 0 && service !== undefined ? await lastOf(service, place) : running;
    const known = rollouts.length > 0 || service === undefined || (await inTable.readSpec(service)) !== null;
    context.finish(
      answer({ service, known, rollouts, stopSwitch, history: options.history === true }, context),
    );
  });
}

type Rollout = {
  readonly arn: string;
  readonly console: string;
  readonly claim: Claim | null;
  readonly events: readonly HistoryEvent[];
  readonly record: RolloutRecord;
};

async function claimsOn(service: string | undefined, inTable: Table): Promise<readonly Claim[]> {
  if (service === undefined) return inTable.listClaims();
  const claim = await inTable.readClaim(service);
  return claim === null ? [] : [claim];
}

async function rolloutOf(arn: string, claim: Claim | null, place: Account): Promise<Rollout> {
  const events = await historyOf(arn, place);
  return { arn, console: place.consoleLink(arn), claim, events, record: timeline(events) };
}

async function lastOf(service: string, place: Account): Promise<readonly Rollout[]> {
  const last = await lastExecutionOf(service, place);
  return last === null ? [] : [await rolloutOf(last.arn, null, place)];
}

type Found = {
  readonly service: string | undefined;
  /** There is such a service. */
  readonly known: boolean;
  readonly rollouts: readonly Rollout[];
  readonly stopSwitch: StopSwitch | null;
  readonly history: boolean;
};

function answer({ service, known, rollouts, stopSwitch, history }: Found, { deps, paint }: Context): Answer {
  const { columns } = deps.out;
  const view = { nowMillis: deps.clock.now(), columns, paint };
  return {
    exitCode: known ? exitCodes.fine : exitCodes.no,
    json: {
      stopSwitch,
      rollouts: rollouts.map(({ arn, console, claim, events, record }) => ({
        ...summary(record),
        execution: arn,
        console,
        phase: claim?.phase ?? null,
        position: record.position,
        lastVerdict: record.verdicts.at(-1) ?? null,
        asks: record.approvals.find(({ answer }) => answer === 'waiting') ?? null,
        paused: claim?.paused ?? null,
        ...(history ? { history: events } : {}),
      })),
    },
    lines: [
      ...(stopSwitch === null
        ? []
        : [
            ...wrap(
              `set by ${stopSwitch.by}: ${stopSwitch.reason}. No weight is raised.`,
              columns,
              `${paint.doubtful('stop switch')}  `,
            ),
            '',
          ]),
      ...(rollouts.length > 0 ? [] : nothing(service, known)),
      ...rollouts.flatMap(({ record, claim, console, events }, i) => [
        ...(i === 0 ? [] : ['']),
        ...describeRollout(record, claim, console, view),
        ...(history ? ['', ...told(events, columns, paint)] : []),
      ]),
    ],
  };
}

function nothing(service: string | undefined, known: boolean): readonly string[] {
  if (service === undefined) return ['No rollout is under way.'];
  return [
    known
      ? `${service} has had no rollout yet. Start one with: haldane start ${service} --image ...`
      : `There is no service ${service}: no spec, no rollout. Store its spec with: haldane apply FILE`,
  ];
}

function told(events: readonly HistoryEvent[], columns: number, paint: Paint): readonly string[] {
  const narrate = narrator(columns, paint);
  return events.flatMap((event) => narrate(event, { name: '', history: events }));
}
