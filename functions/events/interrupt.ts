import { z } from 'zod';
import { failTask } from '../../providers/executions.ts';
import { routerFor } from '../../providers/registry.ts';
import type { Claim, Table } from '../../providers/table.ts';
import type { Deps } from '../_deps.ts';
import { refuseStrangers } from '../_here.ts';
import { readWayBack, wayBackShape } from '../_shapes.ts';
import { task } from '../_task.ts';
import { wrap } from '../_wrap.ts';

const sender = { account: z.string(), region: z.string() };

const AlarmFired = z
  .object({
    ...sender,
    source: z.literal('aws.cloudwatch'),
    'detail-type': z.literal('CloudWatch Alarm State Change'),
    detail: z.object({
      alarmName: z.string().max(255),
      state: z.object({ value: z.literal('ALARM') }),
    }),
  })
  .transform(({ account, region, detail }) => ({
    kind: 'alarm' as const,
    alarm: detail.alarmName,
    sender: { account, region },
  }));

const Abort = z.strictObject({
  service: z.string(),
  reason: z.string().max(1000).default('no reason given'),
  by: z.string().max(200).default('unknown'),
});

const AbortEvent = z
  .object({
    ...sender,
    source: z.literal('haldane'),
    'detail-type': z.literal('Abort Requested'),
    detail: Abort,
  })
  .transform(({ account, region, detail }) => ({
    kind: 'abort' as const,
    ...detail,
    sender: { account, region },
  }));

const AbortCall = z
  .strictObject({ abort: Abort })
  .transform(({ abort }) => ({ kind: 'abort' as const, ...abort, sender: null }));

type Interruption = {
  readonly service: string;
  readonly answer: 'returned' | 'too late' | 'failed';
  readonly detail: string;
};

/**
 * An alarm fired or a person aborts: returns the traffic itself, so that the way back does not depend on the
 * orchestrator, then marks the claim, then wakes the machine, which repeats the return and cleans up. If returning
 * fails here, the mark and the wake-up still happen: the machine keeps trying.
 */
export const interrupt = task({
  needs: [
    'traffic.glance',
    'traffic.write',
    'claims.read',
    'claims.list',
    'watches.read',
    'claims.write',
    'executions.answer',
  ],
  input: z.union([AlarmFired, AbortEvent, AbortCall]),
  async run(event, deps) {
    if (event.sender !== null) refuseStrangers(event.sender, deps.env);
    const unreadable: Error[] = [];
    const [claims] = await Promise.all([
      event.kind === 'alarm' ? claimsWatching(event.alarm, deps, unreadable) : claimOn(event.service, deps),
      deps.clients.line?.look(),
    ]);
    const [error, reason] =
      event.kind === 'alarm'
        ? ['AlarmFired', `The alarm ${event.alarm} fired.`]
        : ['Aborted', `Aborted by ${event.by}: ${event.reason}`];
    const interruptions = await Promise.all(claims.map((claim) => returnTraffic(claim, error, reason, deps)));
    const failed = interruptions.filter(({ answer }) => answer === 'failed');
    const troubles = [
      ...failed.map(({ service, detail }) => `${service}: ${detail}`),
      // Perhaps they watch this alarm, too: somebody must look.
      ...unreadable.map(({ message }) => message),
    ];
    if (troubles.length > 0) throw new Error(troubles.join('; '));
    return { interruptions };
  },
});

export const handler = wrap(interrupt);

async function claimsWatching(
  alarm: string,
  { table }: Deps,
  unreadable: Error[],
): Promise<readonly Claim[]> {
  const services = await table.watchersOf(alarm);
  // Nobody noted that: earlier versions did not.
  const claims =
    services.length === 0
      ? await table.listClaims((error) => unreadable.push(error))
      : await claimsOn(services, table, unreadable);
  return claims.filter(({ plan }) => wayBackShape.safeParse(plan).data?.alarms.includes(alarm) ?? false);
}

async function claimsOn(
  services: readonly string[],
  table: Table,
  unreadable: Error[],
): Promise<readonly Claim[]> {
  const claims = await Promise.all(
    services.map((service) =>
      table.readClaim(service).catch((error: Error) => {
        unreadable.push(error);
        return null;
      }),
    ),
  );
  return claims.filter((claim) => claim !== null);
}

async function claimOn(service: string, { table }: Deps): Promise<readonly Claim[]> {
  const claim = await table.readClaim(service);
  return claim === null ? [] : [claim];
}

async function returnTraffic(claim: Claim, error: string, reason: string, deps: Deps): Promise<Interruption> {
  const { clients, table, telemetry } = deps;
  const plan = readWayBack(claim.plan);
  const { service } = plan;
  telemetry.identify({ rollout: plan.rolloutId, service });
  if (claim.phase === 'retiring') {
    return {
      service,
      answer: 'too late',
      detail: 'The old version is being removed. Release it again instead.',
    };
  }
  const failures: string[] = [];
  const attempt = async (what: string, action: () => Promise<unknown>): Promise<void> => {
    try {
      await action();
    } catch (cause) {
      telemetry.error(`Could not ${what}`, cause);
      failures.push(`could not ${what}: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
  };
  await attempt('return the traffic', () => routerFor(plan.traffic, clients).restore(plan.slots.stable));
  await attempt('mark the claim', () => table.markClaim(service, claim.holder, reason));
  for (const token of [claim.watchToken, claim.approvalToken]) {
    if (token !== undefined) await attempt('wake the rollout', () => failTask(clients, token, error, reason));
  }
  if (failures.length > 0) return { service, answer: 'failed', detail: failures.join('; ') };
  telemetry.count('TrafficReturned');
  return { service, answer: 'returned', detail: reason };
}
