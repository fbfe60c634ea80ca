import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Deps } from '../../functions/_deps.ts';
import { recover } from '../../functions/events/recover.ts';

const executions = 'arn:aws:states:us-east-1:123456789012:execution:haldane-dev';
const timer = {
  account: '123456789012',
  region: 'us-east-1',
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
} as const;

const depsWith = (claims: readonly object[]) =>
  ({
    clients: { sfn: new SFNClient({}) },
    table: { listClaims: async () => claims },
    env: {
      tableName: 'haldane-dev',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:haldane-dev',
    },
    clock: { now: () => 3_600_000 },
    telemetry: { info() {}, error() {} },
  }) as unknown as Deps;

it.each([
  ['itself', 'ended', 1],
  ['a recovery that has ended, too', 'recover-over', 1],
  ['a recovery that runs', 'recover-running', 0],
  ['a recovery that cannot be looked at', 'recover-unknown', 1],
])('follows an execution whose claim is held by %s', async (_, holder, started) => {
  const sfn = mockClient(SFNClient);
  sfn.on(DescribeExecutionCommand).callsFake(({ executionArn = '' }) => {
    if (executionArn.endsWith('unknown'))
      throw Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    return executionArn.endsWith('running') ? {} : { stopDate: new Date(0) };
  });
  sfn.on(StartExecutionCommand).resolves({ executionArn: `${executions}:recover` });
  const claim = {
    service: 'api',
    holder: `${executions}:${holder}`,
    phase: 'warm',
    plan: { rolloutId: 'rollout' },
  };
  const input = JSON.stringify({ recover: `${executions}:rollout` });
  const event = {
    ...timer,
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    detail: { executionArn: `${executions}:ended`, status: 'FAILED', input },
  } as const;

  await recover.run(event, depsWith([claim]));
  expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(started);
});

it('looks at every claim, though one of them cannot be looked into', async () => {
  const sfn = mockClient(SFNClient);
  sfn.on(DescribeExecutionCommand).callsFake(({ executionArn }) => {
    if (executionArn === 'no ARN') throw Object.assign(new Error('Invalid Arn'), { name: 'InvalidArn' });
    return { stopDate: new Date(0) };
  });
  sfn.on(StartExecutionCommand).resolves({ executionArn: `${executions}:recover` });
  const claim = (service: string, holder: string) => ({
    service,
    holder,
    phase: 'shifting',
    plan: { rolloutId: service },
  });
  const deps = depsWith([claim('broken', 'no ARN'), claim('lost', `${executions}:lost`)]);

  await expect(recover.run(timer, deps)).rejects.toThrow(/^broken: /);
  expect(sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.input)).toEqual([
    JSON.stringify({ recover: `${executions}:lost` }),
  ]);
});
