import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { meets, updated } from '../../../rehearsal/world/expressions.ts';
import { type TestWorld, testWorld } from './_world.ts';

let world: TestWorld;
const TableName = 'haldane';
const key = (name: string) => ({ kind: { S: 'claim' }, name: { S: name } });
const send = (command: object) => world.send('dynamodb', command);

beforeEach(() => {
  world = testWorld();
  world.dynamodb.createTable({ name: TableName, partitionKey: 'kind', sortKey: 'name' });
});

describe('conditions', () => {
  const item = { a: { N: '5' }, b: { S: 'x' }, m: { M: { n: { S: 'in' } } }, status: { S: 'on' } };
  const values: Record<string, AttributeValue> = {
    ':5': { N: '5' },
    ':6': { N: '6' },
    ':x': { S: 'x' },
    ':in': { S: 'in' },
  };

  it.each([
    ['a = :5', true],
    ['a <> :5', false],
    ['nothing = :5', false],
    ['nothing <> :5', true],
    ['a < :6 AND b = :x', true],
    ['a > :6 OR b = :x', true],
    ['NOT a >= :6', true],
    ['NOT (a = :5 AND b = :x)', false],
    ['a = :6 OR a = :6 AND b = :x', false],
    ['attribute_exists(a) and attribute_not_exists(z)', true],
    ['attribute_exists(m.n)', true],
    ['m.n = :in', true],
    ['#status = :x', false],
    ['a BETWEEN :5 AND :6', true],
    ['begins_with(b, :x)', true],
    ['b = :5', false],
  ])('%s is %s', (condition, holds) => {
    expect(meets(item, condition, { names: { '#status': 'status' }, values })).toBe(holds);
  });

  it.each([
    ['a = ', /Syntax error/],
    ['a = :unknown', /value used in expression is not defined/],
    ['#unknown = :5', /name used in the document path is not defined/],
    ['status = :5', /reserved keyword: status/],
    ['a = :5 b', /Syntax error/],
    ['(a = :5', /Syntax error/],
  ])('%s is refused', (condition, message) => {
    expect(() => meets(item, condition, { names: {}, values })).toThrow(message);
  });
});

describe('updates', () => {
  it('sets, removes and computes from the item as it was', () => {
    const item = { a: { N: '5' }, b: { S: 'x' }, m: { M: {} } };
    const after = updated(item, 'SET c = a + :1, b = if_not_exists(z, :y), m.n = :y REMOVE a', {
      names: {},
      values: { ':1': { N: '1' }, ':y': { S: 'y' } },
    });
    expect(after).toEqual({ c: { N: '6' }, b: { S: 'y' }, m: { M: { n: { S: 'y' } } } });
    expect(item.b).toEqual({ S: 'x' });
  });
});

describe('DynamoDB', () => {
  it('keeps a claim for its first owner', async () => {
    const claim = (holder: string) =>
      send(
        new UpdateItemCommand({
          TableName,
          Key: key('shop'),
          ConditionExpression: 'attribute_not_exists(holder) OR holder = :holder',
          UpdateExpression: 'SET holder = :holder',
          ExpressionAttributeValues: { ':holder': { S: holder } },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
    await expect(claim('one')).resolves.toMatchObject({
      Attributes: { ...key('shop'), holder: { S: 'one' } },
    });
    await expect(claim('one')).resolves.toBeDefined();
    await expect(claim('two')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { holder: { S: 'one' } },
    });
  });

  it('answers an eventually consistent read with the old item for a while, a consistent one never', async () => {
    await send(new PutItemCommand({ TableName, Item: { ...key('a'), v: { S: '1' } } }));
    const seen = new Set<string>();
    for (let version = 2; version < 20; version++) {
      await send(new PutItemCommand({ TableName, Item: { ...key('a'), v: { S: String(version) } } }));
      const [stale, fresh] = (await Promise.all([
        send(new GetItemCommand({ TableName, Key: key('a') })),
        send(new GetItemCommand({ TableName, Key: key('a'), ConsistentRead: true })),
      ])) as { Item: { v: { S: string } } }[];
      expect(fresh?.Item.v.S).toBe(String(version));
      seen.add(stale?.Item.v.S === String(version) ? 'new' : 'old');
    }
    expect([...seen].toSorted()).toEqual(['new', 'old']);
  });

  it('queries a partition in order, in pages', async () => {
    for (const name of ['b', 'a', 'c']) world.dynamodb.put(TableName, key(name));
    world.dynamodb.put(TableName, { kind: { S: 'spec' }, name: { S: 'a' } });
    const query = {
      TableName,
      KeyConditionExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':kind': { S: 'claim' } },
      ConsistentRead: true,
    };
    const page = (await send(new QueryCommand({ ...query, Limit: 2 }))) as {
      Items: unknown[];
      LastEvaluatedKey: Record<string, AttributeValue>;
    };
    expect(page.Items).toEqual([key('a'), key('b')]);
    await expect(
      send(new QueryCommand({ ...query, ExclusiveStartKey: page.LastEvaluatedKey })),
    ).resolves.toMatchObject({
      Items: [key('c')],
      Count: 1,
    });
  });

  it('deletes on a condition, and knows no half transaction', async () => {
    world.dynamodb.put(TableName, { ...key('a'), holder: { S: 'one' } });
    const deletion = {
      TableName,
      Key: key('a'),
      ConditionExpression: 'holder = :holder',
      ExpressionAttributeValues: { ':holder': { S: 'two' } },
    };
    await expect(send(new DeleteItemCommand(deletion))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    await expect(
      send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: key('b') } }, { Delete: deletion }],
        }),
      ),
    ).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ConditionalCheckFailed' }],
    });
    expect(world.dynamodb.items(TableName)).toHaveLength(1);
  });

  it('refuses placeholders that nothing uses, and keys that are none', async () => {
    await expect(
      send(new GetItemCommand({ TableName, Key: { ...key('a'), extra: { S: 'x' } } })),
    ).rejects.toThrow('The provided key element does not match the schema');
    await expect(
      send(
        new DeleteItemCommand({ TableName, Key: key('a'), ExpressionAttributeValues: { ':x': { S: '1' } } }),
      ),
    ).rejects.toThrow(/unused in expressions: keys: {:x}/);
    await expect(send(new GetItemCommand({ TableName: 'other', Key: key('a') }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('tells IAM the leading keys', async () => {
    const statements = [
      {
        actions: ['dynamodb:GetItem'],
        resources: ['*'],
        condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['claim'] } },
      },
    ];
    const { dynamodb } = world.clientsFor({ name: 'x', statements });
    const read = (kind: string) =>
      world.answer(
        dynamodb.send(new GetItemCommand({ TableName, Key: { kind: { S: kind }, name: { S: 'a' } } })),
      );
    await expect(read('claim')).resolves.toBeDefined();
    await expect(read('spec')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
