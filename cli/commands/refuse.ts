import { SendTaskFailureCommand } from '@aws-sdk/client-sfn';
import type { Command } from 'commander';
import { account } from '../account.ts';
import { answerQuestion } from '../answer-question.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type PlaceOptions, serviceName, withCommonOptions, withPlaceOptions } from '../options.ts';
import { reasonOf } from '../reason.ts';
import { answerOf } from '../said.ts';

type Options = PlaceOptions & { readonly reason: string };

/** `haldane refuse <service>` */
export function refuse(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('refuse')
        .summary('answer no to the question of a rollout; its traffic returns')
        .description(
          'Answers the question that a rollout waits with: no. Its traffic returns to the stable version, and it ends.',
        )
        .argument('<service>', 'as its spec calls it', serviceName)
        .requiredOption('--reason <text>', 'why; the rollout ends with it', reasonOf),
    ),
  ).action(async (service: string, { stage, region, reason }: Options) => {
    const place = await account(context.deps.aws(region), stage);
    const { question, ...said } = await answerQuestion(
      {
        service,
        action: 'states:SendTaskFailure',
        send: (sfn, taskToken) =>
          sfn.send(new SendTaskFailureCommand({ taskToken, error: 'ApprovalRefused', cause: reason })),
        taken: (question) => ({
          exitCode: exitCodes.fine,
          answer: 'refused',
          sentences: [
            `Refused: ${question}`,
            `The traffic returns to the stable version. Follow it with: haldane status ${service}`,
          ],
        }),
      },
      place,
      context.deps.clock,
    );
    context.finish(answerOf(said, { service, question, reason }, context));
  });
}
