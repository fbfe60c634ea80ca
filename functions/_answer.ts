import { SendTaskFailureCommand } from '@aws-sdk/client-sfn';
import { call } from '../providers/call.ts';
import type { Clients } from '../providers/clients.ts';

/** Fails a waiting task of the machine. A task that waits no more needs no answer: the machine is on its way already. */
export async function answerTask(
  clients: Clients,
  taskToken: string,
  error: string,
  cause: string,
): Promise<void> {
  const command = new SendTaskFailureCommand({ taskToken, error, cause });
  await call({ action: 'states:SendTaskFailure', resource: 'the task that watches' }, async () => {
    try {
      await clients.sfn.send(command);
    } catch (refusal) {
      if (!waitsNoMore.has(refusal instanceof Error ? refusal.name : '')) throw refusal;
    }
  });
}

const waitsNoMore = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);
