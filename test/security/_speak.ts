import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { powertools } from '../../functions/_telemetry.ts';
import { wrap } from '../../functions/_wrap.ts';
import { table } from '../../providers/table.ts';
import { loadTasks } from '../../rehearsal/haldane.ts';
import { arn } from '../../rehearsal/world/place.ts';

// A process of its own, with the logger as it is deployed: calls the handlers that standard input names, in an account that refuses
// everything. What it logs, and what the handlers reject with, is on its two outputs.

const refused = {
  send: async () => {
    throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
  },
};
const services = ['route53', 'elbv2', 'lambda', 'ecs', 'autoScaling', 'cloudwatch', 'dynamodb', 'sfn'];
const clients = Object.fromEntries(services.map((one) => [one, refused])) as never;
const telemetry = powertools();
const tasks = await loadTasks();
const calls: readonly { name: string; event: unknown }[] = JSON.parse(readFileSync(0, 'utf8'));
for (const { name, event } of calls) {
  const handler = wrap(tasks.of(name), () => ({
    clients,
    table: table(clients, 'haldane-dev'),
    env: { tableName: 'haldane-dev', stateMachineArn: arn('states', 'stateMachine:haldane-dev-rollout') },
    clock: { now: () => Date.UTC(2026, 10, 23) },
    telemetry,
  }));
  await handler(event, { functionName: name, awsRequestId: 'one' } as Context).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
  });
}
