import type { Command } from 'commander';
import type { Claim } from '../../providers/table.ts';
import { account } from '../account.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { onRollout } from '../on-rollout.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import { reasonOf } from '../reason.ts';
import { answerOf, type Said } from '../said.ts';

type Options = PlaceOptions & { readonly reason: string };

/** `haldane pause <service>` */
export function pause(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('pause')
        .summary('let the weight of a rollout rise no further for now')
        .description(
          'Keeps a rollout at the weight it has. It is still judged there, and alarms and aborts still return its traffic.',
        )
        .argument('<service>', 'as its spec calls it', serviceName)
        .requiredOption('--reason <text>', 'why, for those who wonder', reasonOf),
    ),
  ).action(async (service: string, { stage, region, reason }: Options) => {
    const place = await account(context.deps.aws(region), stage);
    const said = await onRollout(service, place, async (claim, inTable) => {
      const refusal = whyNot(claim);
      if (refusal !== null) return refusal;
      await inTable.pauseClaim(service, claim.holder, `${reason} (${place.by})`);
      return paused(service, claim.paused);
    });
    context.finish(answerOf(said, { service, reason }, context));
  });
}

/** A pause holds back what is to come; these have no weight left to rise. */
function whyNot({ service, phase, mark, markReason }: Claim): Said | null {
  if (mark !== undefined) {
    return {
      exitCode: exitCodes.no,
      answer: 'returning',
      sentences: [`The traffic of ${service} is returned already: ${markReason ?? 'no reason given'}`],
    };
  }
  if (phase === 'rolling out') return null;
  return {
    exitCode: exitCodes.no,
    answer: 'too late',
    sentences: [
      `All traffic of ${service} is on its new version already (${phase}): nothing is left to pause.`,
    ],
  };
}

const paused = (service: string, before: string | undefined): Said => ({
  exitCode: exitCodes.fine,
  answer: 'paused',
  sentences: [
    before === undefined
      ? `${service} is paused.`
      : `${service} was paused already, for: ${before}. It still is.`,
    'Its weight does not rise, and it is judged at the weight it has. If a step waits longer than the hold limit of its spec (24h unless it says otherwise), the traffic returns.',
    `Let it go on with: haldane resume ${service}`,
  ],
});
