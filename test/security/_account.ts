import type { Context } from 'aws-lambda';
import { deployment } from '../../deploy/deployment.ts';
import { readSources } from '../../deploy/sources.ts';
import { wrap } from '../../functions/_wrap.ts';
import { table } from '../../providers/table.ts';
import { loadTasks } from '../../rehearsal/haldane.ts';
import { matchesPattern } from '../../rehearsal/world/event-pattern.ts';
import { createIam } from '../../rehearsal/world/iam.ts';
import { accountId, arn, fillPseudoParameters, region } from '../../rehearsal/world/place.ts';
import { golden } from '../golden/_golden.ts';

const filled = <T>(json: T): T => JSON.parse(fillPseudoParameters(JSON.stringify(json)));

/** What is deployed, in the account of the rehearsals. */
export const deployed = filled(deployment(await readSources()));

/** The functions that the rules hand an event to. */
export const heardBy = (event: unknown): readonly string[] =>
  deployed.rules
    .filter(({ pattern }) => matchesPattern(pattern, event))
    .map(({ functionName }) => functionName);

/** The first thing that the role of a function, or of `machine`, may not do; null if it may. */
export function mayNot(
  principal: string,
  action: string,
  resource: string,
  context: Readonly<Record<string, readonly string[]>> = {},
): string | null {
  const statements =
    principal === 'machine'
      ? deployed.machine.statements
      : deployed.functions.find(({ name }) => name === principal)?.statements;
  if (statements === undefined) throw new Error(`There is no function ${principal}.`);
  const denial = createIam().refuse(
    { name: principal, statements },
    [{ action, resources: [resource], context }],
    0,
  );
  return denial === undefined ? null : `${denial.action} on ${denial.resource}`;
}

const tasks = await loadTasks();
const { claims, specs } = golden('v1');

/** Calls a handler past the rules, in an account with a spec and a running rollout. What it changes or starts is told. */
export async function call(
  name: string,
  event: unknown,
  specText = specs.find((one) => one.name.startsWith('recommendation'))?.text ?? '',
): Promise<{ readonly answer: unknown; readonly error: string | null; readonly effects: readonly string[] }> {
  const effects: string[] = [];
  const send = async (command: {
    readonly input: { readonly Key?: { readonly kind: { readonly S: string } } };
  }) => {
    const { name: kind } = command.constructor;
    const item = {
      name: { S: 'recommendation' },
      spec: { S: JSON.stringify(specText) },
      updatedAt: { S: '2026' },
    };
    if (kind === 'QueryCommand')
      return { Items: JSON.stringify(command.input).includes('spec') ? [item] : [claims[0]] };
    if (kind === 'GetItemCommand') return command.input.Key?.kind.S === 'spec' ? { Item: item } : {};
    if (!/^(Get|List|Describe)/.test(kind)) effects.push(kind);
    return {};
  };
  const clients = Object.fromEntries(
    ['route53', 'elbv2', 'lambda', 'ecs', 'autoScaling', 'cloudwatch', 'dynamodb', 'sfn'].map((one) => [
      one,
      { send },
    ]),
  ) as never;
  const handler = wrap(tasks.of(name), () => ({
    clients,
    table: table(clients, 'haldane-dev'),
    env: { tableName: 'haldane-dev', stateMachineArn: arn('states', 'stateMachine:haldane-dev-rollout') },
    clock: { now: () => Date.UTC(2026, 10, 23) },
    telemetry: { middlewares: [], identify() {}, info() {}, error() {}, count() {} },
  }));
  try {
    return { answer: await handler(event, {} as Context), error: null, effects };
  } catch (error) {
    return {
      answer: null,
      error: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      effects,
    };
  }
}

export const digest = `sha256:${'5e'.repeat(32)}`;
export const ownRegistry = `${accountId}.dkr.ecr.${region}.amazonaws.com`;
export const otherAccount = '999999999999';

const event = <Detail extends object>(source: string, detailType: string, detail: Detail) => ({
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': detailType,
  source,
  account: accountId,
  time: '2026-11-23T12:00:00Z',
  region,
  resources: [],
  detail,
});

/** Events that are heard and do something; the tests change one thing in each. */
export const ours = {
  push: event('aws.ecr', 'ECR Image Action', {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'repository-name': 'recommendation',
    'image-digest': digest,
    'image-tag': 'v42',
  }),
  request: event('haldane', 'Release Requested', {
    service: 'recommendation',
    image: `${ownRegistry}/recommendation@${digest}`,
  }),
  abort: event('haldane', 'Abort Requested', { service: 'recommendation', reason: 'errors', by: 'ann' }),
  alarm: event('aws.cloudwatch', 'CloudWatch Alarm State Change', {
    alarmName: 'recommendation-unhealthy',
    state: { value: 'ALARM' },
  }),
  ended: event('aws.states', 'Step Functions Execution Status Change', {
    executionArn: `${arn('states', 'execution:haldane-dev-rollout')}:recommendation-v42`,
    stateMachineArn: arn('states', 'stateMachine:haldane-dev-rollout'),
    name: 'recommendation-v42',
    status: 'ABORTED',
  }),
} as const;
