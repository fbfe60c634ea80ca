import { Argument, type Command } from 'commander';
import { type StopSwitch, type Table, table } from '../../providers/table.ts';
import { account } from '../account.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { Mistake } from '../mistake.ts';
import { type PlaceOptions, withCommonOptions, withPlaceOptions } from '../options.ts';
import { reasonOf } from '../reason.ts';
import { answerOf, type Said } from '../said.ts';

type Options = PlaceOptions & { readonly reason?: string };

/** `haldane switch on | off` */
export function stopSwitch(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('switch')
        .summary('stop every increase of weight in the account, or allow them again')
        .description(
          'On: no weight of any rollout rises, and none begins to. Returns are always possible. Rollouts that wait longer than the hold limit of their specs are returned.',
        )
        .addArgument(new Argument('<state>', 'the stop switch').choices(['on', 'off']))
        .option('--reason <text>', 'why, for those who wonder; needed for on', reasonOf),
    ),
  ).action(async (state: 'on' | 'off', { stage, region, reason }: Options) => {
    const order = state === 'off' ? null : needed(reason);
    const place = await account(context.deps.aws(region), stage);
    const where = `${place.names.prefix} in ${place.region}`;
    const inTable = table(place.aws, place.names.table);
    const wanted = order === null ? null : { reason: order, by: place.by };
    const said = await setTo(wanted, inTable, where);
    context.finish(answerOf(said, { stopSwitch: wanted }, context));
  });
}

function needed(reason: string | undefined): string {
  if (reason !== undefined) return reason;
  throw new Mistake(
    'The stop switch needs a reason.',
    'Write for example: haldane switch on --reason "a region is down"',
  );
}

async function setTo(wanted: StopSwitch | null, inTable: Table, where: string): Promise<Said> {
  const before = await inTable.readSwitch();
  const setBy = before === null ? '' : `It was set by ${before.by}: ${before.reason}`;
  if (wanted === null) {
    if (before === null) {
      return { exitCode: exitCodes.fine, answer: 'off', sentences: [`The stop switch of ${where} was off.`] };
    }
    await inTable.setSwitch(null);
    return {
      exitCode: exitCodes.fine,
      answer: 'off',
      sentences: [`The stop switch of ${where} is off: weights may rise again.`, setBy],
    };
  }
  await inTable.setSwitch(wanted);
  return {
    exitCode: exitCodes.fine,
    answer: 'on',
    sentences: [
      `The stop switch of ${where} is on: no weight rises, whatever the service. Returns are always possible.`,
      ...(before === null ? [] : [setBy]),
      'Rollouts that wait longer than the hold limit of their specs (24h unless they say otherwise) are returned.',
      'Take it away with: haldane switch off',
    ],
  };
}
