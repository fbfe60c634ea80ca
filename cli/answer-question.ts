import type { SFNClient } from '@aws-sdk/client-sfn';
import { call } from '../providers/call.ts';
import type { Claim } from '../providers/table.ts';
import type { Account } from './account.ts';
import { exitCodes } from './exit-codes.ts';
import { onRollout } from './on-rollout.ts';
import type { Said } from './said.ts';

export type Reply = {
  readonly service: string;
  /** As IAM names the call. */
  readonly action: 'states:SendTaskSuccess' | 'states:SendTaskFailure';
  readonly send: (sfn: Pick<SFNClient, 'send'>, taskToken: string) => Promise<unknown>;
  /** What is said when it was taken. */
  readonly taken: (question: string) => Said;
};

/** Answers the question that a rollout asks, if one waits. The token belongs to that question and to no other. */
export async function answerQuestion(
  { service, action, send, taken }: Reply,
  place: Account,
): Promise<Said & { readonly question: string | null }> {
  let asked: string | null = null;
  const said = await onRollout(service, place, async ({ approvalToken, question, mark, markReason }) => {
    if (mark !== undefined) return returning(service, markReason);
    if (approvalToken === undefined) return nothingAsked(service);
    asked = question ?? 'Go on?';
    const wasTaken = await call({ action, resource: `the question of ${service}` }, async () => {
      try {
        await send(place.aws.sfn, approvalToken);
        return true;
      } catch (refusal) {
        if (refusal instanceof Error && waitsNoMore.has(refusal.name)) return false;
        throw refusal;
      }
    });
    return wasTaken ? taken(asked) : tooLate(service, asked);
  });
  return { ...said, question: asked };
}

/** Step Functions forgets tokens; the claim keeps the last one until the rollout ends. */
const waitsNoMore = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

const nothingAsked = (service: string): Said => ({
  exitCode: exitCodes.no,
  answer: 'no question',
  sentences: [`The rollout of ${service} asks nothing.`, `Look where it is: haldane status ${service}`],
});

const tooLate = (service: string, question: string): Said => ({
  exitCode: exitCodes.no,
  answer: 'too late',
  sentences: [
    `No question of ${service} waits: the last one was answered already, or its time is over. It was: ${question}`,
    `Look what followed: haldane status ${service}`,
  ],
});

const returning = (service: string, reason: Claim['markReason']): Said => ({
  exitCode: exitCodes.no,
  answer: 'returning',
  sentences: [`The traffic of ${service} is returned already: ${reason ?? 'no reason given'}`],
});
