import { CreateStateMachineCommand, ListExecutionsCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import { account, clients } from './_moto.ts';

it('a repeated name starts nothing twice', async () => {
  const { stateMachineArn } = await clients.sfn.send(
    new CreateStateMachineCommand({
      name: 'rollout',
      roleArn: `arn:aws:iam::${account}:role/rollout`,
      definition: JSON.stringify({
        StartAt: 'Wait',
        States: { Wait: { Type: 'Wait', Seconds: 60, End: true } },
      }),
    }),
  );
  const start = (input: string) =>
    clients.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'api-v2-1a2b3c', input }));
  const { executionArn } = await start('{"service":"api"}');
  expect((await start('{"service":"api"}')).executionArn).toBe(executionArn);
  await expect(start('{"service":"other"}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  const { executions } = await clients.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
  expect(executions).toHaveLength(1);
});
