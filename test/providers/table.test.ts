import {
  type AttributeValue,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { table, tablePermissions } from '../../providers/table.ts';
import { awsError, fakeAws } from '../support/fake-aws.ts';

/** What moto's DynamoDB does with the conditions is in test/wire; here is what goes in and out. */
function world(claims: readonly Record<string, AttributeValue>[] = []) {
  const aws = fakeAws();
  const items = new Map<string, Record<string, AttributeValue>>();
  const at = (key: Record<string, AttributeValue> = {}) => `${key.kind?.S} ${key.name?.S}`;
  for (const claim of claims) items.set(at(claim), claim);
  aws.on(GetItemCommand, ({ Key }) => ({ Item: items.get(at(Key)) }));
  aws.on(PutItemCommand, ({ Item = {} }) => {
    items.set(at(Item), Item);
    return {};
  });
  aws.on(DeleteItemCommand, ({ Key }) => {
    items.delete(at(Key));
    return {};
  });
  // One item a page.
  aws.on(QueryCommand, ({ ExclusiveStartKey }) => {
    const index = ExclusiveStartKey ? Number(ExclusiveStartKey.index?.N) : 0;
    const more = index + 1 < claims.length;
    return {
      Items: claims.slice(index, index + 1),
      LastEvaluatedKey: more ? { index: { N: `${index + 1}` } } : undefined,
    };
  });
  aws.on(UpdateItemCommand, () => ({}));
  return { aws, table: table(aws.clients, 'haldane') };
}

const claim = (name: string, more: Record<string, AttributeValue> = {}) => ({
  kind: { S: 'claim' },
  name: { S: name },
  holder: { S: `arn:${name}` },
  phase: { S: 'rolling out' },
  plan: { S: '{"shape":1}' },
  ...more,
});

describe('the table', () => {
  it('keeps specs', async () => {
    const { table } = world();
    expect(await table.readSpec('api')).toBeNull();
    await table.writeSpec('api', { service: 'api' }, '2026-11-23T10:00:00Z');
    expect(await table.readSpec('api')).toEqual({
      service: 'api',
      spec: { service: 'api' },
      updatedAt: '2026-11-23T10:00:00Z',
    });
  });

  it('lists claims over all pages, whatever else the machine wrote into them', async () => {
    const { table } = world([claim('api'), claim('web', { mark: { S: 'return' }, later: { N: '1' } })]);
    expect(await table.listClaims()).toMatchObject([
      { service: 'api', holder: 'arn:api', plan: { shape: 1 } },
      { service: 'web', mark: 'return' },
    ]);
    expect(await table.readClaim('api')).toMatchObject({ phase: 'rolling out' });
    expect(await table.readClaim('none')).toBeNull();
  });

  it('refuses a claim that cannot be read', async () => {
    const { table } = world([claim('api', { plan: { S: 'not JSON' } })]);
    await expect(table.readClaim('api')).rejects.toThrow('is not JSON');
  });

  it('says so when a claim is held by another', async () => {
    const { aws, table } = world();
    aws.failNext(awsError('ConditionalCheckFailedException'));
    await expect(table.markClaim('api', 'arn:me', 'an alarm')).rejects.toMatchObject({ name: 'Conflict' });
  });

  it('pauses and resumes the rollout of one holder', async () => {
    const { aws, table } = world();
    await table.pauseClaim('api', 'arn:me', 'lunch');
    await table.resumeClaim('api', 'arn:me');
    expect(aws.calls.map(({ input }) => input)).toEqual([
      expect.objectContaining({
        ConditionExpression: 'holder = :holder',
        UpdateExpression: 'SET paused = :value',
        ExpressionAttributeValues: { ':holder': { S: 'arn:me' }, ':value': { S: 'lunch' } },
      }),
      expect.objectContaining({
        ConditionExpression: 'holder = :holder',
        UpdateExpression: 'REMOVE paused',
      }),
    ]);
  });

  it('replaces what was learned only if it is what was read', async () => {
    const { aws, table } = world([{ kind: { S: 'learned' }, name: { S: 'api' }, rollouts: { S: '[1]' } }]);
    expect(await table.readLearned('api')).toBe('[1]');
    expect(await table.readLearned('web')).toBeNull();
    await table.writeLearned('api', '[1]', '[2,1]');
    await table.writeLearned('web', null, '[1]');
    expect(aws.calls.filter(({ action }) => action.endsWith('UpdateItem')).map(({ input }) => input)).toEqual(
      [
        expect.objectContaining({
          Key: { kind: { S: 'learned' }, name: { S: 'api' } },
          ConditionExpression: 'rollouts = :before',
          ExpressionAttributeValues: { ':rollouts': { S: '[2,1]' }, ':before': { S: '[1]' } },
        }),
        expect.objectContaining({
          ConditionExpression: 'attribute_not_exists(rollouts)',
          ExpressionAttributeValues: { ':rollouts': { S: '[1]' } },
        }),
      ],
    );
  });

  it('has a stop switch', async () => {
    const { table } = world();
    await table.setSwitch({ reason: 'incident', by: 'ada' });
    expect(await table.readSwitch()).toEqual({ reason: 'incident', by: 'ada' });
    await table.setSwitch(null);
    expect(await table.readSwitch()).toBeNull();
  });

  it('asks for the permissions that it uses, and no others', async () => {
    const operations = {
      readSpec: (table) => table.readSpec('api'),
      listSpecs: (table) => table.listSpecs(),
      writeSpec: (table) => table.writeSpec('api', {}, 'now'),
      readClaim: (table) => table.readClaim('api'),
      listClaims: (table) => table.listClaims(),
      markClaim: (table) => table.markClaim('api', 'me', 'why'),
      recordPlacing: (table) => table.recordPlacing('api', 'me', 'v2'),
      recordDeployed: (table) => table.recordDeployed('api', 'me', { slot: 'green', version: 'v2' }),
      recordPhase: (table) => table.recordPhase('api', 'me', 'promoted'),
      takeOverClaim: (table) => table.takeOverClaim('api', 'you', 'me'),
      pauseClaim: (table) => table.pauseClaim('api', 'me', 'why'),
      resumeClaim: (table) => table.resumeClaim('api', 'me'),
      noteWatches: (table) => table.noteWatches('api', ['slow']),
      watchersOf: (table) => table.watchersOf('slow'),
      readLearned: (table) => table.readLearned('api'),
      writeLearned: (table) => table.writeLearned('api', null, '[]'),
      readSwitch: (table) => table.readSwitch(),
      setSwitch: async (table) => {
        await table.setSwitch({ reason: 'r', by: 'b' });
        await table.setSwitch(null);
      },
    } satisfies Record<keyof ReturnType<typeof table>, (made: ReturnType<typeof table>) => Promise<unknown>>;
    const allowed = tablePermissions('haldane');
    for (const name of Object.keys(operations) as (keyof typeof operations)[]) {
      const { aws, table } = world();
      await operations[name](table);
      expect([name, aws.calls.map(({ action }) => action)]).toEqual([
        name,
        allowed[name].flatMap(({ actions }) => actions),
      ]);
    }
  });
});
