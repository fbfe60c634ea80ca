import type { Caller } from './calls.ts';
import { clientsFor } from './clients.ts';
import type { Deployment } from './deployment.ts';
import type { DynamoDb } from './dynamodb.ts';
import type { Events } from './events.ts';
import type { Iam, Principal } from './iam.ts';
import type { Lambda } from './lambda.ts';
import { createSandboxes } from './sandboxes.ts';
import type { Surroundings } from './service.ts';
import type { Sfn } from './sfn.ts';
import type { Sns } from './sns.ts';

type Account = {
  readonly caller: Caller;
  readonly iam: Iam;
  readonly dynamodb: DynamoDb;
  readonly lambda: Lambda;
  readonly events: Events;
  readonly sfn: Sfn;
  readonly sns: Sns;
  readonly surroundings: Surroundings;
};

/** Puts Haldane into the account: each function and the machine with a role of its own, named like it. */
export function deploy(deployment: Deployment, account: Account): void {
  const { caller, iam, dynamodb, lambda, events, sfn, sns, surroundings } = account;
  const { functions, machine, rules, timers = [], table, topics = [] } = deployment;

  dynamodb.createTable(table);
  for (const topic of topics) sns.createTopic(topic);

  for (const [name, options] of Object.entries(functions)) {
    const role: Principal = { name, statements: options.statements };
    iam.know(role);
    const around = { ...surroundings, random: surroundings.random.fork(name) };
    lambda.deploy(
      name,
      createSandboxes(name, options, (life) => clientsFor(caller, role, life), around),
    );
  }

  const role: Principal = { name: machine.name, statements: machine.statements };
  iam.know(role);
  sfn.createStateMachine({ name: machine.name, definition: machine.definition, role });

  for (const rule of rules) {
    if (functions[rule.functionName] === undefined) {
      throw new Error(`The rule ${rule.name} names ${rule.functionName}, which is not deployed.`);
    }
    events.createRule(rule);
  }
  for (const timer of timers) events.createTimer(timer);
}
