import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { call } from '../providers/call.ts';
import type { Clients } from '../providers/clients.ts';
import type { Env } from './_env.ts';

/** Starts an execution of the machine. A name that was used before starts nothing, since events arrive more than once. */
export async function startExecution(
  clients: Clients,
  { stateMachineArn }: Env,
  name: string,
  input: object,
): Promise<{ readonly name: string; readonly started: boolean }> {
  const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  return call({ action: 'states:StartExecution', resource: stateMachineArn }, async () => {
    try {
      await clients.sfn.send(command);
      return { name, started: true };
    } catch (refusal) {
      if (refusal instanceof Error && refusal.name === 'ExecutionAlreadyExists')
        return { name, started: false };
      throw refusal;
    }
  });
}
