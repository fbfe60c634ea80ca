import type { Command } from 'commander';
import { account } from '../account.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { onRollout } from '../on-rollout.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import { answerOf } from '../said.ts';

/** `haldane resume <service>` */
export function resume(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('resume')
        .summary('let a paused rollout go on')
        .description('Ends a pause. The stop switch and freeze windows may still hold the rollout.')
        .argument('<service>', 'as its spec calls it', serviceName),
    ),
  ).action(async (service: string, { stage, region }: PlaceOptions) => {
    const place = await account(context.deps.aws(region), stage);
    const said = await onRollout(service, place, async ({ holder, paused }, inTable) => {
      if (paused === undefined) {
        return {
          exitCode: exitCodes.fine,
          answer: 'not paused',
          sentences: [`${service} was not paused.`],
        };
      }
      await inTable.resumeClaim(service, holder);
      return {
        exitCode: exitCodes.fine,
        answer: 'resumed',
        sentences: [`${service} goes on. It was paused for: ${paused}`],
      };
    });
    context.finish(answerOf(said, { service }, context));
  });
}
