import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { AutoScaling } from './autoscaling.ts';
import { backendsOf, type Running } from './backends.ts';
import type { Behaviours } from './behaviour.ts';
import type { CloudWatch } from './cloudwatch.ts';
import type { Ecs } from './ecs.ts';
import type { Elbv2 } from './elbv2.ts';
import type { Lambda } from './lambda.ts';
import { createLedger, type LedgerMinute, type LedgerTotals } from './ledger.ts';
import { type OwnMetric, publishGauges, publishMinute } from './published-metrics.ts';
import type { Route53 } from './route53.ts';
import { createRoute, type RouteOptions } from './routes.ts';
import { type Group, type Incident, serveRequests } from './serving.ts';

export type { LedgerMinute, LedgerTotals } from './ledger.ts';

export type NewTraffic = {
  readonly route: RouteOptions;
  /** ECS services by slot: `{ blue: 'service/shop/recommendation-blue' }`. A Lambda route needs none. */
  readonly services?: Readonly<Record<string, string>>;
  readonly requestsPerMinute: number | ((atMillis: number) => number);
  /** What the service publishes itself; what AWS publishes of the route needs no mention. */
  readonly metrics?: readonly OwnMetric[];
  /** A slower answer is a bad one, in the ledger. @default 400 */
  readonly slowerThanMillis?: number;
  /** The version that others are compared with. @default what serves most requests at the start */
  readonly baseline?: string;
  /** How often requests follow the weights. Divides a minute. @default 10 */
  readonly sliceSeconds?: number;
  /** Minutes of ordinary operation, with metrics, before now. @default 60 */
  readonly historyMinutes?: number;
};

export interface Traffic {
  /** Starts the requests; once per world. */
  serve(traffic: NewTraffic): void;
  /** No more requests from now on: the clock has nothing left to do then. */
  stop(): void;
  /** From now on, for so long, something outside hurts every version alike. */
  incident(trouble: Omit<Incident, 'fromMillis' | 'toMillis'> & { readonly minutes: number }): void;
  /** Requests by minute, slot and version, history not included. */
  ledger(): readonly LedgerMinute[];
  /** Sums over versions other than the baseline. */
  totals(): LedgerTotals;
  /** Live shares of the requests by slot, as the clients' last answers have it. */
  shares(): Readonly<Record<string, number>>;
  /** The newest version that answers in a slot, as behaviours name it. */
  versionIn(slot: string): string | null;
}

type Parts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly behaviours: Behaviours;
  readonly route53: Route53;
  readonly elbv2: Elbv2;
  readonly lambda: Lambda;
  readonly ecs: Ecs;
  readonly autoScaling: AutoScaling;
  readonly cloudwatch: CloudWatch;
};

const minuteMillis = 60_000;

/** Requests as counts: a slice at a time they are split by the route's shares, then drawn by what the versions do. */
export function createTraffic(parts: Parts): Traffic {
  const { clock, random, behaviours, cloudwatch, autoScaling } = parts;
  const incidents: Incident[] = [];
  const ledger = createLedger();
  let stop = () => {};
  let liveShares = (): Record<string, number> => ({});
  let liveVersions = (_slot: string): readonly Running[] => [];

  return {
    incident({ minutes, ...trouble }) {
      const fromMillis = clock.now();
      incidents.push({ ...trouble, fromMillis, toMillis: fromMillis + minutes * minuteMillis });
    },
    stop: () => stop(),
    ledger: () => ledger.minutes,
    totals: () => ledger.totals(),
    shares: () => liveShares(),
    versionIn: (slot) => liveVersions(slot).at(-1)?.version ?? null,

    serve(traffic) {
      const { requestsPerMinute: rate, slowerThanMillis = 400, historyMinutes = 60, services = {} } = traffic;
      const sliceMillis = (traffic.sliceSeconds ?? 10) * 1000;
      const route = createRoute(traffic.route, parts);
      const running = backendsOf(traffic.route, services, parts);
      liveVersions = running;
      const rateAt = (atMillis: number) => (typeof rate === 'number' ? rate : rate(atMillis));
      liveShares = () => {
        const bySlot: Record<string, number> = {};
        for (const { slot, share } of route.shares()) bySlot[slot] = (bySlot[slot] ?? 0) + share;
        return bySlot;
      };
      const baseline = traffic.baseline ?? mostServed(liveShares(), running);
      ledger.baseline = baseline;

      /** The groups of requests of one slice, by slot, version and lateness. */
      const slice = (atMillis: number, length: number): Group[] => {
        const shares = route.shares();
        const requests = random.poisson((rateAt(atMillis) * length) / minuteMillis);
        return random
          .multinomial(
            requests,
            shares.map(({ share }) => share),
          )
          .flatMap((count, index) => {
            const { slot = '', late = false } = shares[index] ?? {};
            const versions = running(slot);
            const split = random.multinomial(
              count,
              versions.map(({ tasks }) => tasks),
            );
            const groups = versions.map(
              (running, at): Group => ({ slot, late, requests: split[at] ?? 0, running }),
            );
            return groups.length > 0 ? groups : [{ slot, late, requests: count, running: undefined }];
          });
      };
      const finish = (minute: number, groups: readonly Group[], record: boolean) => {
        const served = collected(groups).map((group) => ({
          ...group,
          ...serveRequests(group, { minute, baseline, slowerThanMillis, incidents, behaviours, random }),
        }));
        publishMinute(minute, served, { ...parts, ...traffic });
        publishGauges(minute, services, running, behaviours, cloudwatch);
        if (!record) return;
        ledger.add(minute, served);
        for (const [slot, resourceId] of Object.entries(services)) {
          const ofSlot = served.filter((group) => group.slot === slot);
          autoScaling.observe(
            resourceId,
            ofSlot.reduce((sum, { requests }) => sum + requests, 0),
          );
        }
      };

      const startMinute = Math.floor(clock.now() / minuteMillis);
      for (let minute = startMinute - historyMinutes; minute < startMinute; minute++) {
        finish(minute, slice(minute * minuteMillis, minuteMillis), false);
      }

      let groups: Group[] = [];
      const tick = () => {
        groups.push(...slice(clock.now() - sliceMillis, sliceMillis));
        if (clock.now() % minuteMillis < sliceMillis) {
          finish(Math.ceil(clock.now() / minuteMillis) - 1, groups, true);
          groups = [];
        }
        stop = clock.schedule(clock.now() + sliceMillis, tick);
      };
      const firstMillis = (Math.floor(clock.now() / sliceMillis) + 1) * sliceMillis;
      stop = clock.schedule(firstMillis, tick);
    },
  };
}

/** Groups of several slices that differ only in their number of requests, as one. */
function collected(groups: readonly Group[]): Group[] {
  const byKey = new Map<string, Group>();
  for (const group of groups) {
    if (group.requests === 0) continue;
    const key = `${group.slot}|${group.running?.version ?? ''}|${group.late}`;
    const before = byKey.get(key)?.requests ?? 0;
    byKey.set(key, { ...group, requests: before + group.requests });
  }
  return [...byKey.values()];
}

function mostServed(
  shares: Readonly<Record<string, number>>,
  running: (slot: string) => readonly Running[],
): string {
  const [top] = Object.entries(shares).toSorted(([, a], [, b]) => b - a);
  return running(top?.[0] ?? '')[0]?.version ?? '';
}
