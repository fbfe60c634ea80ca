import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Deps } from '../../functions/_deps.ts';
import type { Handler } from '../../functions/_wrap.ts';
import { wrap } from '../../functions/_wrap.ts';
import type { Clients } from '../../providers/clients.ts';
import { loadTasks } from '../../rehearsal/haldane.ts';
import { planShape } from '../../rollout/plan/plan.ts';
import { golden, versions } from './_golden.ts';
import { noClients, recordingClients, tableWith } from './_stubs.ts';

/** They have no plan yet, or leave it to the execution that they start. */
const withoutPlan = ['plan-the-rollout', 'start', 'recover'];

/** They read no more of a plan than where its traffic is, so that no plan stands in the way back. */
const onTheWayBack = ['roll-back-the-traffic', 'confirm-the-rollback', 'interrupt'];

const bothNumbers = expect.stringMatching(`shape ${planShape + 1};.* reads shape ${planShape}\\.`);

const tasks = await loadTasks();
const newest = golden(versions.at(-1) ?? 'v1');
const cases = newest.inputs
  .filter(({ name }) => !withoutPlan.includes(name))
  .flatMap(({ name, samples }) => samples.map(({ scenario, input }) => ({ name, scenario, input })));

const returning = cases.filter(({ name }) => onTheWayBack.includes(name));
const refusing = cases.filter(({ name }) => !onTheWayBack.includes(name));

describe('a plan of a shape that this version cannot read', () => {
  it('is tried on every handler that gets a plan', () => {
    const handlers = tasks.handlers.map(({ name }) => name);
    expect(new Set([...cases.map(({ name }) => name), ...withoutPlan])).toEqual(new Set(handlers));
  });

  it.each(returning)(
    'still lets $name go to the traffic, as $scenario called it',
    async ({ name, input }) => {
      const { clients, calls } = recordingClients();
      await call(name, input, { shape: planShape + 1 }, clients).catch(() => {});
      expect(calls).toContain('ListResourceRecordSetsCommand');
    },
  );

  it.each(refusing)('is refused by $name, as $scenario called it', async ({ name, input }) => {
    const refused = { name: 'UnreadablePlan', message: bothNumbers };
    await expect(call(name, input, { shape: planShape + 1 })).rejects.toMatchObject(refused);
  });

  it.each(refusing)(
    'is refused by $name, as $scenario called it, without a shape',
    async ({ name, input }) => {
      const refused = { name: 'UnreadablePlan', message: 'This is no plan: it has no shape.' };
      await expect(call(name, input, { shape: undefined })).rejects.toMatchObject(refused);
    },
  );
});

/** Calls a handler with a recorded input in which the plan, wherever the handler finds it, has another shape. */
function call(
  name: string,
  input: unknown,
  shape: { readonly shape: number | undefined },
  clients: Clients = noClients,
): Promise<object> {
  const plan = { ...(newest.plans['good-release'] as object), ...shape };
  const [claim] = newest.claims;
  const deps: Deps = {
    clients,
    table: tableWith({ ...claim, plan: { S: JSON.stringify(plan) } }),
    env: {
      tableName: 'haldane',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:haldane-dev-rollout',
    },
    clock: { now: () => 0 },
    telemetry: { middlewares: [], identify() {}, info() {}, error() {}, count() {} },
  };
  const handler: Handler = wrap(tasks.of(name), () => deps);
  const given = z.record(z.string(), z.unknown()).parse(input);
  return handler(given.plan == null ? given : { ...given, plan }, context);
}

const context = {} as Parameters<Handler>[1];
