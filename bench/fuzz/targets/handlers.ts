import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import * as ours from '../../../functions/_errors.ts';
import { wrap } from '../../../functions/_wrap.ts';
import type { Clients } from '../../../providers/clients.ts';
import * as ofProviders from '../../../providers/errors.ts';
import { table } from '../../../providers/table.ts';
import { loadTasks } from '../../../rehearsal/haldane.ts';
import * as ofTheDomain from '../../../rollout/errors.ts';
import { damagedJson, shapedLike } from '../json.ts';
import { events, recorded, releaseInputs, specTexts } from '../samples.ts';
import { refused, type Target } from '../target.ts';

/** What the machine and the rules may hear from a handler; statemachines/ knows these names. */
const known = Object.values({ ...ours, ...ofProviders, ...ofTheDomain });

/** AWS refuses everything but the table, which has a spec and a claim: what gets past the door goes some way. */
const clients = Object.fromEntries(
  ['route53', 'elbv2', 'lambda', 'ecs', 'autoScaling', 'cloudwatch', 'dynamodb', 'sfn', 'events'].map(
    (name) => [
      name,
      {
        async send(command: object) {
          const [claim = {}] = recorded.claims;
          const spec = {
            name: { S: 'recommendation' },
            spec: { S: JSON.stringify(specTexts[0]) },
            updatedAt: { S: '2026' },
          };
          if (command.constructor.name === 'QueryCommand') return { Items: [claim] };
          if (command.constructor.name === 'GetItemCommand')
            return { Item: JSON.stringify(command).includes('"claim"') ? claim : spec };
          throw Object.assign(new Error('not authorized'), {
            name: 'AccessDeniedException',
            $metadata: { httpStatusCode: 400 },
          });
        },
      },
    ],
  ),
) as unknown as Clients;

const deps = {
  clients,
  table: table(clients, 'haldane-dev'),
  env: {
    tableName: 'haldane-dev',
    stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:haldane-dev-rollout',
  },
  clock: { now: () => Date.UTC(2026, 10, 23) },
  telemetry: {
    middlewares: [],
    identify() {},
    info: (_: string, facts?: object) => void JSON.stringify(facts),
    error() {},
    count() {},
  },
};

type Call = { readonly name: string; readonly input: unknown };

const samples: readonly Call[] = [
  ...recorded.inputs.flatMap(({ name, samples: some }) =>
    some.slice(0, 4).map(({ input }) => ({ name, input: JSON.parse(JSON.stringify(input)) as unknown })),
  ),
  ...['start', 'interrupt', 'recover'].flatMap((name) => events.map((input) => ({ name, input }))),
  ...releaseInputs.map((input) => ({
    name: 'plan-the-rollout',
    input: { input, execution: 'arn:one', name: 'one' },
  })),
];

const tasks = await loadTasks();
const handlers = new Map(
  [...new Set(samples.map(({ name }) => name))].map((name) => [name, wrap(tasks.of(name), () => deps)]),
);
const context = {} as Context;

/** Every Lambda function, as the machine and EventBridge call it. */
export const handlerInput: Target = {
  name: 'input of a handler',
  inputs: 60_000,
  arbitrary: fc.oneof(
    ...samples.map(({ name, input }) => shapedLike(input).map((shaped): Call => ({ name, input: shaped }))),
  ),
  damaged(random) {
    const { name = 'start', input } = samples[Math.floor(random.next() * samples.length)] ?? {};
    return { name, input: damagedJson([input], random) } satisfies Call;
  },
  async feed(call) {
    const { name, input } = call as Call;
    try {
      JSON.stringify(await handlers.get(name)?.(input, context));
      return true;
    } catch (error) {
      if (error instanceof Error && known.some((type) => error instanceof type))
        return refused(error.message);
      // `interrupt` sums up what failed for each claim.
      if (error instanceof Error && error.constructor === Error && name === 'interrupt')
        return refused(error.message);
      throw error;
    }
  },
};
