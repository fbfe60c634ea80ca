import {
  ExecutionAlreadyExists,
  ExecutionLimitExceeded,
  InvalidToken,
  SendTaskFailureCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { failTask, startExecution } from '../../providers/executions.ts';

const sfn = new SFNClient({ region: 'us-east-1' });
const aws = mockClient(sfn);
const machine = 'arn:aws:states:us-east-1:123456789012:stateMachine:haldane-dev-rollout';
const refusal = { message: 'no', $metadata: {} };

beforeEach(() => {
  aws.reset();
});

describe('starting an execution', () => {
  it('hands on name and input', async () => {
    aws.on(StartExecutionCommand).resolves({});
    const started = await startExecution({ sfn }, machine, 'shop-v2-1a2b', { service: 'shop' });
    expect(started).toEqual({ name: 'shop-v2-1a2b', started: true });
    expect(aws.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: machine,
      name: 'shop-v2-1a2b',
      input: '{"service":"shop"}',
    });
  });

  it('starts nothing twice', async () => {
    aws.on(StartExecutionCommand).rejects(new ExecutionAlreadyExists(refusal));
    expect(await startExecution({ sfn }, machine, 'again', {})).toEqual({ name: 'again', started: false });
  });

  it('tells every other refusal by a name that the machine knows', async () => {
    aws.on(StartExecutionCommand).rejects(new ExecutionLimitExceeded(refusal));
    await expect(startExecution({ sfn }, machine, 'n', {})).rejects.toMatchObject({ name: 'Refused' });
  });
});

describe('failing a waiting task', () => {
  it('hands on error and cause', async () => {
    aws.on(SendTaskFailureCommand).resolves({});
    await failTask({ sfn }, 'token', 'Aborted', 'Aborted by ann: wrong prices');
    expect(aws.commandCalls(SendTaskFailureCommand)[0]?.args[0].input).toEqual({
      taskToken: 'token',
      error: 'Aborted',
      cause: 'Aborted by ann: wrong prices',
    });
  });

  it.each([TaskTimedOut, TaskDoesNotExist, InvalidToken])(
    'is content when nobody waits any more: %p',
    async (Gone) => {
      aws.on(SendTaskFailureCommand).rejects(new Gone(refusal));
      await expect(failTask({ sfn }, 'token', 'Aborted', 'why')).resolves.toBeUndefined();
    },
  );

  it('tells a throttled call, which is worth another try', async () => {
    aws
      .on(SendTaskFailureCommand)
      .rejects(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
    await expect(failTask({ sfn }, 'token', 'Aborted', 'why')).rejects.toMatchObject({ name: 'Throttled' });
  });
});
