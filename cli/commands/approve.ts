import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { account } from '../account.ts';
import { answerQuestion } from '../answer-question.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import { oneLine } from '../reason.ts';
import { answerOf } from '../said.ts';

type Options = PlaceOptions & { readonly by?: string };

/** `haldane approve <service>` */
export function approve(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('approve')
        .summary('answer yes to the question of a rollout')
        .description(
          'Answers the question that a rollout waits with, so that it goes on. haldane status shows the question.',
        )
        .argument('<service>', 'as its spec calls it', serviceName)
        .option('--by <name>', 'who says so (default: as AWS knows you)'),
    ),
  ).action(async (service: string, options: Options) => {
    const place = await account(context.deps.aws(options.region), options.stage);
    const by = oneLine(options.by ?? '') || place.by;
    const { question, ...said } = await answerQuestion(
      {
        service,
        action: 'states:SendTaskSuccess',
        send: (sfn, taskToken) =>
          sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ approvedBy: by }) })),
        taken: (question) => ({
          exitCode: exitCodes.fine,
          answer: 'approved',
          sentences: [`Approved: ${question}`, `Follow it with: haldane status ${service}`],
        }),
      },
      place,
      context.deps.clock,
    );
    context.finish(answerOf(said, { service, question, by }, context));
  });
}
