import { type Command, type Json, withClient, withFunction, withInput } from './_patch.ts';
import type { Planted } from './planted.ts';

type Change = { ResourceRecordSet: { Weight: number } };
type Batch = { ChangeBatch: { Changes: Change[] } };

const isChange = ({ constructor: { name } }: Command): boolean => name === 'ChangeResourceRecordSetsCommand';

const changed = (command: Command, Changes: readonly Change[]): Command =>
  withInput(command, { ...command.input, ChangeBatch: { Changes } });

/** Reads claims and the switch without some of their fields. */
const blindTo = (name: string, ...fields: readonly string[]) =>
  withClient(name, 'dynamodb', async (command, send) => {
    const answer = (await send(command)) as { Item?: Json };
    if (answer.Item === undefined) return answer;
    if (fields.includes('switch') && (answer.Item.kind as Json).S === 'switch') return {};
    return {
      ...answer,
      Item: Object.fromEntries(Object.entries(answer.Item).filter(([field]) => !fields.includes(field))),
    };
  });

/** Bugs in functions/ and providers/. */
export const inTheHandlers: readonly Planted[] = [
  {
    name: 'weights are written one by one',
    adapt: withClient('shift-traffic', 'route53', async (command, send) => {
      if (!isChange(command)) return send(command);
      const { Changes } = (command.input as unknown as Batch).ChangeBatch;
      let answer: unknown;
      for (const change of Changes) answer = await send(changed(command, [change]));
      return answer;
    }),
    scenario: 'good-release',
    caughtBy: 'both weights are written at once',
  },
  {
    name: 'the return takes the weight away before it gives it',
    adapt: withClient('roll-back-the-traffic', 'route53', async (command, send) => {
      if (!isChange(command)) return send(command);
      const { Changes } = (command.input as unknown as Batch).ChangeBatch;
      const none = Changes.map(({ ResourceRecordSet }) => ({
        Action: 'UPSERT',
        ResourceRecordSet: { ...ResourceRecordSet, Weight: 0 },
      }));
      await send(changed(command, none));
      return send(command);
    }),
    scenario: 'errors-at-5-percent',
    caughtBy: 'never both weights zero',
  },
  {
    name: 'a shift does not look at the mark',
    adapt: blindTo('shift-traffic', 'mark', 'markReason'),
    scenario: 'shift-in-flight-at-the-alarm',
    caughtBy: 'a raise that comes after the return is taken back at once',
  },
  {
    name: 'a shift does not ask the gates again',
    adapt: blindTo('shift-traffic', 'paused', 'switch'),
    scenario: 'good-release',
    fault: { kind: 'paused', by: 'rollout', operation: 'Invoke', about: 'make-room', nth: 2 },
    caughtBy: 'no weight rises while it is held',
  },
  {
    name: 'the stop switch is not read',
    adapt: (deployment) =>
      blindTo('shift-traffic', 'switch')(blindTo('check-the-gates', 'switch')(deployment)),
    scenario: 'stop-switch',
    caughtBy: 'no weight rises while it is held',
  },
  {
    name: 'stable makes room for the canary',
    adapt: withClient('make-room-for-the-canary', 'ecs', async (command, send) => {
      if (command.constructor.name !== 'UpdateServiceCommand') return send(command);
      await send(withInput(command, { ...command.input, service: 'recommendation-blue', desiredCount: 1 }));
      return send(command);
    }),
    scenario: 'good-release',
    caughtBy: "stable's capacity is not reduced before the way back is closed",
  },
  {
    name: 'nothing is retired',
    adapt: withFunction('retire-the-version-without-traffic', (before) => ({
      ...before,
      create: () => async () => ({ retired: null }),
    })),
    scenario: 'good-release',
    caughtBy: 'no slot is left running that nobody knows of',
  },
  {
    name: 'a deploy does not say where',
    adapt: withClient('deploy-the-canary', 'dynamodb', async (command, send) =>
      command.constructor.name === 'UpdateItemCommand' ? {} : send(command),
    ),
    scenario: 'lambda-does-not-become-active',
    caughtBy: 'no slot is left running that nobody knows of',
  },
  {
    name: 'the rollback is always confirmed',
    adapt: withFunction('confirm-the-rollback', (before) => ({
      ...before,
      create: () => async () => ({ confirmed: true }),
    })),
    scenario: 'late-write-wins',
    caughtBy: 'all traffic is on one version, the right one',
  },
  {
    name: 'a recovery gives up where the table does not answer',
    // The timer would make up for it.
    adapt: (deployment) =>
      withFunction('recover', (before) => ({
        ...before,
        create: (sandbox) => {
          const handler = before.create(sandbox);
          const { dynamodb } = sandbox.clients;
          return async (event, context) => {
            // Whatever it may ask, first it must be able to.
            const { QueryCommand } = await import('@aws-sdk/client-dynamodb');
            await dynamodb.send(
              new QueryCommand({
                TableName: 'haldane-dev',
                KeyConditionExpression: 'kind = :kind',
                ExpressionAttributeValues: { ':kind': { S: 'claim' } },
              }),
            );
            return handler(event, context);
          };
        },
      }))({ ...deployment, timers: [] }),
    scenario: 'good-release',
    fault: { kind: 'table-down-long', by: 'rollout', operation: 'DeleteItem' },
    caughtBy: 'the claim is released, or somebody is paged and a recovery runs',
  },
];
