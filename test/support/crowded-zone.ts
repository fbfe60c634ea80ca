import { createLine } from '../../providers/line/line.ts';
import { routerFor } from '../../providers/registry.ts';
import { virtualClock } from '../../rehearsal/clock.ts';
import { seededRandom } from '../../rehearsal/random.ts';
import { createWorld, type Principal, publishedQuotas } from '../../rehearsal/world/index.ts';
import type { TrafficRouter } from '../../rollout/ports.ts';

const zoneId = 'Z0123456789EXAMPLE';
const anybody: Principal = { name: 'anybody', statements: [{ actions: ['*'], resources: ['*'] }] };

/** One hosted zone with so many services, half of their traffic on the canary, under the quotas that AWS publishes. */
export function crowdedZone({ size, seed = 1, throttleShare = 0 }: Options) {
  const clock = virtualClock(Date.parse('2026-11-02T10:00:00Z'));
  const world = createWorld({ clock, seed, throttleShare, quotas: publishedQuotas });
  const random = seededRandom(seed).fork('sandboxes');
  const records = Array.from({ length: size }, (_, index) => `s${index}.example.com`);
  world.dynamodb.createTable({ name: 'haldane', partitionKey: 'kind', sortKey: 'name' });
  world.route53.createHostedZone({ id: zoneId, name: 'example.com' });
  world.route53.put(
    zoneId,
    records.flatMap((record) =>
      ['blue', 'green'].map((slot) => ({
        Name: `${record}.`,
        Type: 'A' as const,
        SetIdentifier: slot,
        Weight: 100,
        TTL: 60,
        ResourceRecords: [{ Value: '10.0.0.1' }],
      })),
    ),
  );
  const told: string[] = [];

  return {
    clock,
    world,
    records,
    told,
    /** A router in a sandbox of its own, as each rollout has it. `die()` ends it as Lambda does: nothing is sent or heard any more. */
    sandbox(record: string): { readonly router: TrafficRouter; die(): void } {
      let alive = true;
      const life = { alive: () => alive, kill: () => {} };
      const aws = world.clientsFor(anybody, life);
      const line = createLine(aws, 'haldane', {
        now: clock.now,
        sleep: (millis) => clock.sleep(millis).then(() => (alive ? undefined : new Promise(() => {}))),
        random: random.next,
        tell: (message, error) => told.push(`${message}: ${error}`),
      });
      return {
        router: routerFor({ kind: 'route53', hostedZone: zoneId, record } as never, { ...aws, line }),
        die: () => {
          alive = false;
        },
      };
    },
    /** In percent, as Route 53 has it. */
    canaryPercent(record: string): number {
      const weights = world.route53.records(zoneId, record);
      const total = weights.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
      return (100 * (weights.find(({ SetIdentifier }) => SetIdentifier === 'green')?.Weight ?? 0)) / total;
    },
    calls: (operation: string) => world.calls.filter((call) => call.operation === operation),
  };
}

type Options = { readonly size: number; readonly seed?: number; readonly throttleShare?: number };
