import { DescribeExecutionCommand, SendTaskFailureCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { call } from './call.ts';
import type { Clients } from './clients.ts';

/** Starts an execution of a state machine. A name that was used before starts nothing, since events arrive more than once. */
export async function startExecution(
  { sfn }: Pick<Clients, 'sfn'>,
  stateMachineArn: string,
  name: string,
  input: object,
): Promise<{ readonly name: string; readonly started: boolean }> {
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  return call({ action: 'states:StartExecution', resource: stateMachineArn }, async () => {
    try {
      await sfn.send(command);
      return { name, started: true };
    } catch (refusal) {
      if (nameOf(refusal) === 'ExecutionAlreadyExists') return { name, started: false };
      throw refusal;
    }
  });
}

/** When an execution ended; `null` while it runs. One that nobody knows any more ended long ago. */
export async function endOf({ sfn }: Pick<Clients, 'sfn'>, executionArn: string): Promise<number | null> {
  return call({ action: 'states:DescribeExecution', resource: executionArn }, async () => {
    try {
      const { stopDate } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return stopDate?.getTime() ?? null;
    } catch (refusal) {
      if (nameOf(refusal) === 'ExecutionDoesNotExist') return 0;
      throw refusal;
    }
  });
}

/** Fails a task that waits for its token. One that waits no more needs no answer: its execution is on its way already. */
export async function failTask(
  { sfn }: Pick<Clients, 'sfn'>,
  taskToken: string,
  error: string,
  cause: string,
): Promise<void> {
  await call({ action: 'states:SendTaskFailure', resource: 'a waiting task' }, async () => {
    try {
      await sfn.send(new SendTaskFailureCommand({ taskToken, error, cause }));
    } catch (refusal) {
      if (!waitsNoMore.has(nameOf(refusal))) throw refusal;
    }
  });
}

const waitsNoMore = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : '');
