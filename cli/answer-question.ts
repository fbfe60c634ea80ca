import type { SFNClient } from '@aws-sdk/client-sfn';
import { call } from '../providers/call.ts';
import type { Claim } from '../providers/table.ts';
import type { Account } from './account.ts';
import type { Deps } from './deps.ts';
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
  clock: Deps['clock'],
): Promise<Said & { readonly question: string | null }> {
  let asked: string | null = null;
  const isTaken = (token: string) =>
    call({ action, resource: `the question of ${service}` }, async () => {
      try {
        await send(place.aws.sfn, token);
        return true;
      } catch (refusal) {
        if (refusal instanceof Error && waitsNoMore.has(refusal.name)) return false;
        throw refusal;
      }
    });
  const said = await onRollout(
    service,
    place,
    async ({ approvalToken, question, mark, markReason }, inTable) => {
      if (mark !== undefined) return returning(service, markReason);
      if (approvalToken === undefined) return nothingAsked(service);
      asked = question ?? 'Go on?';
      let token = approvalToken;
      if (await isTaken(token)) return taken(asked);
      for (let look = 0; look < looks; look++) {
        await clock.sleep(betweenLooksMillis);
        const claim = await inTable.readClaim(service);
        if (claim?.approvalToken === undefined || claim.approvalToken === token) continue;
        token = claim.approvalToken;
        if (claim.question === question && (await isTaken(token))) return taken(asked);
      }
      return tooLate(service, asked);
    },
  );
  return { ...said, question: asked };
}

/** The rollout asks anew, with a new token, after each look of the judge; a look takes a second or two. */
const looks = 6;
const betweenLooksMillis = 2000;

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
