import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { schemas } from '../../providers/registry.ts';
import { type VirtualClock, virtualClock } from '../../rehearsal/clock.ts';
import { haldane, type LogLine } from '../../rehearsal/haldane.ts';
import { createWorld, imageUri, publishedQuotas, type World } from '../../rehearsal/world/index.ts';
import { parseSpec, type Spec } from '../../rollout/spec/index.ts';

/** One service of the fleet: an ECS service behind two weighted records of the one zone, as in services/recommendation.yml. */
export type Member = { readonly spec: Spec; readonly text: string; readonly record: string };

export type Fleet = {
  readonly clock: VirtualClock;
  readonly world: World;
  readonly members: readonly Member[];
  /** The record of each service. */
  readonly records: ReadonlyMap<string, string>;
  readonly table: string;
  readonly log: readonly LogLine[];
};

export const zoneId = 'Z0123456789EXAMPLE';
export const sharedAlarm = 'the-database-is-down';
const startMillis = Date.parse('2026-11-02T10:00:00Z');

export const stableImage = imageUri('shop', `sha256:${'a'.repeat(64)}`);
export const canaryImage = imageUri('shop', `sha256:${'b'.repeat(64)}`);

/** An account with so many services in one hosted zone, Haldane deployed for all of them, and the quotas that AWS publishes. */
export async function fleet(
  size: number,
  seed: number,
  withAlarms: boolean,
  onInput: (functionName: string, input: unknown) => void,
): Promise<Fleet> {
  const clock = virtualClock(startMillis);
  const world = createWorld({ clock, seed, quotas: publishedQuotas });
  const members = Array.from({ length: size }, (_, index) =>
    member(`s${String(index).padStart(4, '0')}`, withAlarms),
  );
  const log: LogLine[] = [];
  const deployment = await haldane(
    members.map(({ spec }) => spec),
    log,
    { onInput },
  );
  world.deploy(deployment);
  world.route53.createHostedZone({ id: zoneId, name: 'shop.example.com' });
  world.route53.put(
    zoneId,
    members.flatMap(({ record }) => [weighted(record, 'blue', 200), weighted(record, 'green', 0)]),
  );
  world.cloudwatch.createAlarm(sharedAlarm);
  for (const { spec, text } of members) {
    world.cloudwatch.createAlarm(`${spec.service}-unhealthy`);
    for (const slot of ['blue', 'green']) {
      world.ecs.createService({
        cluster: 'shop',
        name: `${spec.service}-${slot}`,
        image: stableImage,
        desiredCount: slot === 'blue' ? 2 : 0,
      });
    }
    world.dynamodb.put(deployment.table.name, {
      kind: { S: 'spec' },
      name: { S: spec.service },
      spec: { S: JSON.stringify(text) },
      updatedAt: { S: new Date(startMillis).toISOString() },
    });
  }
  const records = new Map(members.map(({ spec, record }) => [spec.service, record]));
  return { clock, world, members, records, table: deployment.table.name, log };
}

/** The names of members that stand in a text. */
export const servicesIn = (text: string): ReadonlySet<string> => new Set(text.match(/\bs\d{4}\b/g));

function member(service: string, withAlarms: boolean): Member {
  const record = `${service}.shop.example.com`;
  const text = `
service: ${service}
traffic: { kind: route53, hostedZone: ${zoneId}, record: ${record} }
workload:
  kind: ecs
  cluster: shop
  services: { blue: ${service}-blue, green: ${service}-green }
steps: [{ weight: 5%, bake: 60m }, { weight: 100%, bake: 60m }]
metrics:
  - name: errors
    kind: cloudwatch
    namespace: Shop
    dimensions: { Service: ${service}, Slot: "{slot}" }
    total: Requests
    bad: Errors
${withAlarms ? `alarms: [${service}-unhealthy, ${sharedAlarm}]` : ''}
`;
  const parsed = parseSpec(text, `${service}.yml`, schemas);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { spec: parsed.spec, text, record };
}

const weighted = (record: string, SetIdentifier: string, Weight: number): ResourceRecordSet => ({
  Name: `${record}.`,
  Type: 'A',
  SetIdentifier,
  Weight,
  AliasTarget: {
    HostedZoneId: 'Z35SXDOTRQ7X7K',
    DNSName: `${record.replaceAll('.', '-')}-${SetIdentifier}.us-east-1.elb.amazonaws.com`,
    EvaluateTargetHealth: false,
  },
});
