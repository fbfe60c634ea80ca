import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';
import type { StateMachine } from '../../../rehearsal/engine/index.ts';
import { type Deployment, functionArn, machineArn, type Sandbox } from '../../../rehearsal/world/index.ts';
import { type TestWorld, testWorld } from './_world.ts';

type Work = (sandbox: Sandbox, event: unknown) => Promise<unknown>;
const invoke = { actions: ['lambda:InvokeFunction'], resources: [functionArn('work')] };

const oneTask = (extra: object = {}): StateMachine => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Work',
  States: {
    Work: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: functionArn('work'), Payload: '{% $states.input %}' },
      Output: '{% $states.result.Payload %}',
      End: true,
      ...extra,
    },
  },
});

function deployed(work: Work, machine: Partial<Deployment['machine']> = {}, options = {}): TestWorld {
  const world = testWorld(options);
  world.deploy({
    functions: {
      work: {
        create: (sandbox) => (event) => work(sandbox, event),
        statements: [{ actions: ['dynamodb:PutItem'], resources: ['*'] }],
        timeoutSeconds: 10,
      },
    },
    machine: { name: 'rollout', definition: oneTask(), statements: [invoke], ...machine },
    rules: [],
    table: { name: 'haldane', partitionKey: 'id' },
    topics: ['pages'],
  });
  return world;
}

describe('an account', () => {
  it('runs the machine, whose tasks run the functions', async () => {
    const world = deployed(async (_, event) => ({ got: event }));
    const execution = await world.answer(world.sfn.start('rollout', { a: 1 }).finished);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { got: { a: 1 } } });
    expect(world.calls).toMatchObject([{ principal: 'rollout', service: 'lambda', operation: 'Invoke' }]);
    expect(world.events.log.map(({ detail }) => (detail as { status: string }).status)).toEqual([
      'RUNNING',
      'SUCCEEDED',
    ]);
  });

  it('passes on what a handler throws', async () => {
    class Conflict extends Error {
      override readonly name = 'Conflict';
    }
    const world = deployed(async () => {
      throw new Conflict('somebody else wrote');
    });
    const execution = await world.answer(world.sfn.start('rollout', {}).finished);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Conflict' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({
      errorType: 'Conflict',
      errorMessage: 'somebody else wrote',
      trace: ['Conflict: somebody else wrote'],
    });
  });

  it('kills a function that takes too long; what it has sent takes effect, what it would do next does not', async () => {
    const steps: string[] = [];
    const world = deployed(async ({ clients, clock }) => {
      await clock.sleep(9_990);
      steps.push('writes');
      await clients.dynamodb.send(new PutItemCommand({ TableName: 'haldane', Item: { id: { S: 'late' } } }));
      steps.push('goes on');
    });
    world.faults.before = ({ operation }) => (operation === 'PutItem' ? world.clock.sleep(5_000) : undefined);
    const execution = await world.answer(world.sfn.start('rollout', {}).finished);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Sandbox.Timedout' });
    expect(execution.cause).toContain('Task timed out after 10.00 seconds');
    await world.pass(60);
    expect(world.dynamodb.items('haldane')).toEqual([{ id: { S: 'late' } }]);
    expect(steps).toEqual(['writes']);
  });

  it('lets a handler that the machine has given up go on to its end', async () => {
    const world = deployed(
      async ({ clients, clock }) => {
        await clock.sleep(8_000);
        await clients.dynamodb.send(
          new PutItemCommand({ TableName: 'haldane', Item: { id: { S: 'late' } } }),
        );
      },
      { definition: oneTask({ TimeoutSeconds: 2 }) },
    );
    const execution = await world.answer(world.sfn.start('rollout', {}).finished);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(world.dynamodb.items('haldane')).toEqual([]);
    await world.pass(10);
    expect(world.dynamodb.items('haldane')).toHaveLength(1);
  });

  it('uses a sandbox again, and another one beside a busy one', async () => {
    let sandboxes = 0;
    const world = testWorld();
    world.deploy({
      functions: {
        work: {
          create: ({ clock }) => {
            sandboxes += 1;
            return () => clock.sleep(1000);
          },
          statements: [],
          timeoutSeconds: 10,
        },
      },
      machine: { name: 'rollout', definition: oneTask(), statements: [invoke] },
      rules: [],
      table: { name: 'haldane', partitionKey: 'id' },
    });
    await world.answer(world.sfn.start('rollout', {}).finished);
    await world.answer(world.sfn.start('rollout', {}).finished);
    expect(sandboxes).toBe(1);
    await world.answer(
      Promise.all([world.sfn.start('rollout', {}).finished, world.sfn.start('rollout', {}).finished]),
    );
    expect(sandboxes).toBe(2);
  });

  it('checks the permissions of the machine and of each function', async () => {
    const work: Work = ({ clients }) =>
      clients.dynamodb.send(new PutItemCommand({ TableName: 'haldane', Item: { id: { S: 'x' } } }));
    const noInvoke = deployed(work, { statements: [] });
    const execution = await noInvoke.answer(noInvoke.sfn.start('rollout', {}).finished);
    expect(execution).toMatchObject({
      error: 'Lambda.AWSLambdaException',
      cause: expect.stringMatching(
        /not authorized to perform: lambda:InvokeFunction on resource: .*function:work.*Status Code: 403/,
      ),
    });
    expect(noInvoke.permissionUse()).toMatchObject([
      { principal: 'work', action: 'dynamodb:PutItem', used: 0 },
    ]);

    const world = deployed(work);
    await world.answer(world.sfn.start('rollout', {}).finished);
    expect(world.permissionUse()).toMatchObject([
      { principal: 'work', action: 'dynamodb:PutItem', used: 1 },
      { principal: 'rollout', action: 'lambda:InvokeFunction', used: 1 },
    ]);
  });
});

describe('Step Functions', () => {
  const stateMachineArn = machineArn('rollout');
  const start = (world: TestWorld, name: string, input: object) =>
    world.send(
      'sfn',
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    ) as Promise<{ executionArn: string }>;

  it('starts a name once', async () => {
    const world = deployed(async () => 'done');
    const [first, second] = await world.answer(
      Promise.all([start(world, 'r1', { a: 1 }), start(world, 'r1', { a: 1 })]),
    );
    expect(second.executionArn).toBe(first.executionArn);
    await expect(start(world, 'r1', { a: 2 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await world.pass(10);
    await expect(start(world, 'r1', { a: 1 })).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await expect(start(world, 'not a name', {})).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(
      world.send('sfn', new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` })),
    ).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  it('describes, lists and tells the history in pages', async () => {
    const world = deployed(async () => 'done');
    const { executionArn } = await start(world, 'r1', {});
    await world.pass(10);
    await expect(world.send('sfn', new DescribeExecutionCommand({ executionArn }))).resolves.toMatchObject({
      status: 'SUCCEEDED',
      output: '"done"',
      startDate: expect.any(Date),
    });
    await expect(
      world.send('sfn', new ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' })),
    ).resolves.toMatchObject({
      executions: [{ executionArn, name: 'r1' }],
    });
    const page = (nextToken?: string) =>
      world.send('sfn', new GetExecutionHistoryCommand({ executionArn, maxResults: 4, nextToken }));
    await expect(page()).resolves.toMatchObject({
      events: [{ type: 'ExecutionStarted', timestamp: expect.any(Date) }, {}, {}, {}],
      nextToken: '4',
    });
    await expect(page('4')).resolves.toMatchObject({
      events: expect.arrayContaining([expect.objectContaining({ type: 'ExecutionSucceeded' })]),
    });
  });

  it('stops an execution, and says so on the bus', async () => {
    const world = deployed(({ clock }) => clock.sleep(5_000));
    const { executionArn } = await start(world, 'r1', {});
    await world.send('sfn', new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));
    expect(world.events.log.at(-1)).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: { status: 'ABORTED', name: 'r1', stateMachineArn },
    });
  });

  it('answers task tokens through its own integration, with its own error names', async () => {
    const definition: StateMachine = {
      QueryLanguage: 'JSONata',
      StartAt: 'Watch',
      States: {
        Watch: {
          Type: 'Task',
          Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken',
          Arguments: {
            TableName: 'haldane',
            Key: { id: { S: 'claim' } },
            UpdateExpression: 'SET watchToken = :token',
            ExpressionAttributeValues: { ':token': { S: '{% $states.context.Task.Token %}' } },
          },
          End: true,
        },
      },
    };
    const statements = [
      { actions: ['dynamodb:UpdateItem'], resources: ['*'] },
      { actions: ['states:SendTaskFailure'], resources: ['*'] },
    ];
    const world = deployed(async () => {}, { definition, statements });
    const execution = world.sfn.start('rollout', {});
    await world.pass(2);
    const TaskToken = world.dynamodb.items('haldane')[0]?.watchToken?.S;
    const fail = () =>
      world.answer(
        world.callAs({ name: 'rollout', statements }, 'aws-sdk:sfn', 'sendTaskFailure', {
          TaskToken,
          Error: 'Aborted',
          Cause: 'a person',
        }),
      );
    await expect(fail()).resolves.toEqual({});
    await expect(world.answer(execution.finished)).resolves.toMatchObject({
      status: 'FAILED',
      error: 'Aborted',
      cause: 'a person',
    });
    await expect(fail()).rejects.toMatchObject({ error: 'Sfn.TaskTimedOutException' });
  });

  it('names the errors of DynamoDB as AWS does', async () => {
    const world = deployed(async () => {});
    const role = {
      name: 'rollout',
      statements: [{ actions: ['dynamodb:PutItem', 'sns:Publish'], resources: ['*'] }],
    };
    const put = (TableName: string) =>
      world.answer(
        world.callAs(role, 'aws-sdk:dynamodb', 'putItem', {
          TableName,
          Item: { id: { S: 'x' } },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      );
    await expect(put('haldane')).resolves.toEqual({});
    await expect(put('haldane')).rejects.toMatchObject({ error: 'DynamoDb.ConditionalCheckFailedException' });
    await expect(put('other')).rejects.toMatchObject({
      error: 'DynamoDb.ResourceNotFoundException',
      cause: expect.stringMatching(
        /^Requested resource not found \(Service: DynamoDb, Status Code: 400, Request ID: .*\)$/,
      ),
    });
    const denied = world.callAs(role, 'aws-sdk:dynamodb', 'deleteItem', {
      TableName: 'haldane',
      Key: { id: { S: 'x' } },
    });
    await expect(world.answer(denied)).rejects.toMatchObject({ error: 'DynamoDb.DynamoDbException' });

    const TopicArn = 'arn:aws:sns:us-east-1:123456789012:pages';
    await expect(
      world.answer(world.callAs(role, 'sns', 'publish', { TopicArn, Message: { a: 1 } })),
    ).resolves.toMatchObject({
      MessageId: expect.any(String),
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    expect(world.sns.published).toMatchObject([{ topicArn: TopicArn, message: '{"a":1}' }]);
    await expect(
      world.answer(world.callAs(role, 'sns', 'publish', { TopicArn: `${TopicArn}x`, Message: '' })),
    ).rejects.toMatchObject({
      error: 'SNS.NotFoundException',
    });
  });
});
