import type { Happening } from './happening.ts';
import type { ApprovalRecord, HoldRecord } from './record.ts';
import { gatesView, payloadOf } from './shapes.ts';

/** What made the rollout wait for people: questions to them, and gates that they keep. */
export function interruptions(happenings: readonly Happening[]): {
  readonly approvals: readonly ApprovalRecord[];
  readonly holds: readonly HoldRecord[];
} {
  const approvals: ApprovalRecord[] = [];
  const holds: HoldRecord[] = [];
  let question: string | null = null;
  const answer = (atMillis: number, what: ApprovalRecord['answer'], comment: string | null) => {
    const last = approvals.at(-1);
    if (last?.answer !== 'waiting') return;
    approvals[approvals.length - 1] = { ...last, answeredMillis: atMillis, answer: what, comment };
  };
  const endHold = (toMillis: number) => {
    const last = holds.at(-1);
    if (last?.toMillis === null) holds[holds.length - 1] = { ...last, toMillis };
  };

  for (const happening of happenings) {
    const { atMillis } = happening;
    if (happening.kind === 'exited' && typeof happening.assigned.question === 'string') {
      question = happening.assigned.question;
    } else if (happening.kind === 'entered' && happening.state === 'Wait for a decision') {
      // The wait is cut into parts, with a look at the canary after each.
      if (approvals.at(-1)?.answer === 'waiting') continue;
      approvals.push({
        askedMillis: atMillis,
        question,
        answeredMillis: null,
        answer: 'waiting',
        comment: null,
      });
    } else if (happening.kind === 'entered' && happening.state === 'What does silence mean?') {
      answer(atMillis, 'nobody answered', null);
    } else if (happening.kind === 'entered' && happening.state === 'Roll back the traffic') {
      answer(atMillis, 'called off', null);
      endHold(atMillis);
    } else if (happening.kind === 'answered' && happening.state === 'Wait for a decision') {
      answer(atMillis, 'approved', commentIn(happening.output));
    } else if (happening.kind === 'erred' && happening.state === 'Wait for a decision') {
      if (!isNoAnswer(happening.error)) answer(atMillis, 'refused', happening.cause);
    } else if (happening.kind === 'answered' && happening.state === 'Check the gates') {
      const gates = gatesView.safeParse(payloadOf(happening.output)).data;
      const reason = gates?.reason ?? gates?.kind ?? 'held';
      const last = holds.at(-1);
      if (gates?.open === true) endHold(atMillis);
      else if (last?.toMillis !== null || last.reason !== reason) {
        endHold(atMillis);
        holds.push({ fromMillis: atMillis, toMillis: null, reason });
      }
    } else if (happening.kind === 'ended') {
      answer(atMillis, 'called off', null);
      endHold(atMillis);
    }
  }
  return { approvals, holds };
}

/** A part of the wait is over, or the table could not keep the token. */
const isNoAnswer = (error: string | null): boolean =>
  error === 'States.Timeout' || (error?.startsWith('DynamoDb.') ?? false);

function commentIn(output: unknown): string | null {
  if (typeof output !== 'object' || output === null) return null;
  const said = Object.values(output).filter((value) => typeof value === 'string');
  return said.length > 0 ? said.join(', ') : null;
}
