import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetChangeCommand } from '@aws-sdk/client-route-53';
import { describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../rehearsal/world/index.ts';
import { anybody, testWorld } from './_world.ts';

const get = new GetItemCommand({ TableName: 'haldane', Key: { id: { S: 'x' } } });

describe('a call', () => {
  it('takes virtual time and is recorded', async () => {
    const world = testWorld();
    world.dynamodb.createTable({ name: 'haldane', partitionKey: 'id' });
    const before = world.clock.now();
    await expect(world.answer(world.clientsFor(anybody).dynamodb.send(get))).resolves.toMatchObject({});
    expect(world.clock.now() - before).toBeGreaterThan(5);
    expect(world.calls).toMatchObject([
      { principal: 'anybody', service: 'dynamodb', operation: 'GetItem', outcome: 'ok' },
    ]);
  });

  it('without the permission is refused in the words of AWS, and noted', async () => {
    const world = testWorld();
    const judge = { name: 'judge', statements: [{ actions: ['dynamodb:PutItem'], resources: ['*'] }] };
    const clients = world.clientsFor(judge);
    await expect(world.answer(clients.dynamodb.send(get))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /judge is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table\/haldane/,
      ),
      $metadata: { httpStatusCode: 403 },
    });
    await expect(
      world.answer(clients.route53.send(new GetChangeCommand({ Id: 'C1' }))),
    ).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    expect(world.denials.map(({ action }) => action)).toEqual(['dynamodb:GetItem', 'route53:GetChange']);
  });

  it('that is throttled is tried three times, as the SDK does', async () => {
    const world = testWorld({ throttleShare: 1 });
    await expect(world.answer(world.clientsFor(anybody).dynamodb.send(get))).rejects.toMatchObject({
      name: 'ThrottlingException',
      $retryable: { throttling: true },
      $metadata: { attempts: 3 },
    });
    expect(world.calls).toHaveLength(3);
  });

  it('can be disturbed before its effect and after it', async () => {
    const world = testWorld();
    world.dynamodb.createTable({ name: 'haldane', partitionKey: 'id' });
    const put = { TableName: 'haldane', Item: { id: { S: 'x' } } };
    world.faults.before = () => {
      throw new AwsError('InternalServerError', 'broken', { status: 500 });
    };
    await expect(world.answer(world.callAs(anybody, 'aws-sdk:dynamodb', 'putItem', put))).rejects.toThrow(
      'broken',
    );
    expect(world.dynamodb.items('haldane')).toEqual([]);

    world.faults.before = () => {};
    world.faults.after = () => {
      throw new AwsError('InternalServerError', 'lost', { status: 500 });
    };
    await expect(world.answer(world.callAs(anybody, 'aws-sdk:dynamodb', 'putItem', put))).rejects.toThrow(
      'lost',
    );
    expect(world.dynamodb.items('haldane')).toEqual([put.Item]);
  });
});
