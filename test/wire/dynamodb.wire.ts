import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateTableCommand, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { table } from '../../providers/table.ts';
import { clients } from './_moto.ts';

const TableName = 'haldane-wire';
const ours = table(clients, TableName);

/** The machine's own claim, with its JSONata values filled in: the expressions tested are the ones that run. */
const machine = parse(
  readFileSync(join(import.meta.dirname, '../../statemachines/rollout.asl.yml'), 'utf8'),
) as { States: Record<string, { Arguments: UpdateItemCommandInput }> };

function claim(service: string, me: string) {
  const { ConditionExpression, UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } =
    machine.States['Claim the service']?.Arguments ?? {};
  const given: Record<string, string> = {
    ':me': me,
    ':plan': '{"shape":1}',
    ':phase': 'rolling out',
    ':now': 'now',
  };
  const names = Object.keys(ExpressionAttributeValues ?? {});
  return clients.dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: { kind: { S: 'claim' }, name: { S: service } },
      ConditionExpression,
      UpdateExpression,
      ExpressionAttributeNames,
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [name, { S: given[name] ?? 'x' }])),
    }),
  );
}

beforeAll(async () => {
  await clients.dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'kind', AttributeType: 'S' },
        { AttributeName: 'name', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
    }),
  );
});

describe('the claim', () => {
  it('belongs to one execution, which may claim it again', async () => {
    await claim('api', 'arn:one');
    await claim('api', 'arn:one');
    await expect(claim('api', 'arn:two')).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(await ours.readClaim('api')).toMatchObject({ holder: 'arn:one', plan: { shape: 1 } });
  });

  it('is marked by whoever knows its holder, and keeps the first reason', async () => {
    await claim('marked', 'arn:one');
    await expect(ours.markClaim('marked', 'arn:two', 'no')).rejects.toMatchObject({ name: 'Conflict' });
    await expect(ours.markClaim('nobody', 'arn:one', 'no')).rejects.toMatchObject({ name: 'Conflict' });
    await ours.markClaim('marked', 'arn:one', 'an alarm');
    await ours.markClaim('marked', 'arn:one', 'an abort');
    expect(await ours.readClaim('marked')).toMatchObject({ mark: 'return', markReason: 'an alarm' });
  });

  it('is taken over once, however often it is tried', async () => {
    await claim('stopped', 'arn:one');
    await ours.takeOverClaim('stopped', 'arn:one', 'arn:recovery');
    await ours.takeOverClaim('stopped', 'arn:one', 'arn:recovery');
    await expect(ours.takeOverClaim('stopped', 'arn:one', 'arn:other')).rejects.toMatchObject({
      name: 'Conflict',
    });
    expect(await ours.readClaim('stopped')).toMatchObject({ holder: 'arn:recovery' });
  });

  it('notes where the new version is and how far the rollout is', async () => {
    await claim('noted', 'arn:one');
    await ours.recordDeployed('noted', 'arn:one', { slot: 'green', version: 'v2' });
    await ours.recordPhase('noted', 'arn:one', 'promoted');
    await expect(ours.recordPhase('noted', 'arn:two', 'promoted')).rejects.toMatchObject({
      name: 'Conflict',
    });
    expect(await ours.readClaim('noted')).toMatchObject({ phase: 'promoted', deployed: { slot: 'green' } });
  });

  it('is listed, and nothing else is', async () => {
    await ours.writeSpec('api', { service: 'api' }, 'now');
    const services = (await ours.listClaims()).map(({ service }) => service);
    expect(services).toEqual(['api', 'marked', 'noted', 'stopped']);
    expect(await ours.listSpecs()).toMatchObject([{ service: 'api' }]);
  });
});

it('what was learned is replaced only by who has read the newest', async () => {
  expect(await ours.readLearned('api')).toBeNull();
  await ours.writeLearned('api', null, '[1]');
  await expect(ours.writeLearned('api', null, '[2]')).rejects.toMatchObject({ name: 'Conflict' });
  await ours.writeLearned('api', '[1]', '[2,1]');
  await expect(ours.writeLearned('api', '[1]', '[3,1]')).rejects.toMatchObject({ name: 'Conflict' });
  expect(await ours.readLearned('api')).toBe('[2,1]');
});

it('the stop switch is set and taken away', async () => {
  expect(await ours.readSwitch()).toBeNull();
  await ours.setSwitch({ reason: 'incident', by: 'ada' });
  expect(await ours.readSwitch()).toEqual({ reason: 'incident', by: 'ada' });
  await ours.setSwitch(null);
  expect(await ours.readSwitch()).toBeNull();
});
