import type {
  ChangeInfo,
  ChangeResourceRecordSetsCommandInput,
  ChangeResourceRecordSetsCommandOutput,
  GetChangeCommandInput,
  GetChangeCommandOutput,
  GetHostedZoneCommandInput,
  GetHostedZoneCommandOutput,
  ListResourceRecordSetsCommandInput,
  ListResourceRecordSetsCommandOutput,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { AwsError, required } from './aws-error.ts';
import { arn } from './place.ts';
import { applied, fullName, page } from './record-sets.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export interface Route53 {
  readonly operations: Operations;
  createHostedZone(zone: { readonly id: string; readonly name: string }): void;
  /** Puts records in place as if they had always been there. */
  put(zoneId: string, records: readonly ResourceRecordSet[]): void;
  records(zoneId: string, name?: string): readonly ResourceRecordSet[];
  /** The records of a name as each resolver finds them that asks now: an authoritative server may not have the newest change yet. */
  resolve(name: string): () => readonly ResourceRecordSet[];
}

type Zone = {
  readonly id: string;
  readonly name: string;
  records: readonly ResourceRecordSet[];
  /** The records before the last change, which servers answer until they have heard of it. */
  before: readonly ResourceRecordSet[];
  changedMillis: number;
  insyncMillis: number;
};

/** "Changes generally propagate to all Route 53 name servers within 60 seconds" (GetChange). */
const propagation = { leastMillis: 20_000, mostMillis: 60_000 };
/** For so long a zone is busy with a change and answers a second one PriorRequestNotComplete. */
const busyMillis = 300;
/** "Five requests per second per AWS account" (Route 53 quotas). */
const quotaPerSecond = 5;

export function createRoute53({ clock, random }: Surroundings): Route53 {
  const zones = new Map<string, Zone>();
  const changes = new Map<string, ChangeInfo & { readonly insyncMillis: number }>();
  let recentCalls: number[] = [];

  const countCall = () => {
    recentCalls = [...recentCalls.filter((at) => at > clock.now() - 1000), clock.now()];
    if (recentCalls.length > quotaPerSecond) throw new AwsError('Throttling', 'Rate exceeded');
  };
  const zoneOf = (id: string | undefined): Zone => {
    const zone = zones.get(bareId(required(id, 'hostedZoneId')));
    if (zone === undefined) {
      throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, { status: 404 });
    }
    return zone;
  };

  const change = (input: ChangeResourceRecordSetsCommandInput): { ChangeInfo: ChangeInfo } => {
    countCall();
    const zone = zoneOf(input.HostedZoneId);
    const now = clock.now();
    if (now - zone.changedMillis < busyMillis) {
      throw new AwsError(
        'PriorRequestNotComplete',
        'The request was rejected because Route 53 was still processing a prior request.',
      );
    }
    const batch = required(input.ChangeBatch?.Changes, 'changeBatch.changes');
    const records = applied(zone, batch);
    zone.before = zone.records;
    zone.records = records;
    zone.changedMillis = now;
    zone.insyncMillis = now + Math.round(random.between(propagation.leastMillis, propagation.mostMillis));
    const info = {
      Id: `/change/C${random.hex(20).toUpperCase()}`,
      Status: 'PENDING',
      SubmittedAt: new Date(now),
      ...(input.ChangeBatch?.Comment === undefined ? {} : { Comment: input.ChangeBatch.Comment }),
    } as const;
    changes.set(bareId(info.Id), { ...info, insyncMillis: zone.insyncMillis });
    return { ChangeInfo: info };
  };

  return {
    createHostedZone: ({ id, name }) => {
      zones.set(id, {
        id,
        name: fullName(name),
        records: [],
        before: [],
        changedMillis: -1e12,
        insyncMillis: -1e12,
      });
    },
    put(zoneId, records) {
      const zone = zoneOf(zoneId);
      const upserts = records.map((ResourceRecordSet) => ({ Action: 'UPSERT', ResourceRecordSet }) as const);
      zone.records = applied(zone, upserts);
      zone.before = zone.records;
    },
    records(zoneId, name) {
      const { records } = zoneOf(zoneId);
      const wanted = name === undefined ? undefined : fullName(name);
      return wanted === undefined ? records : records.filter((record) => record.Name === wanted);
    },
    resolve(name) {
      const wanted = fullName(name);
      const zone = [...zones.values()].find(({ name }) => wanted.endsWith(`.${name}`) || wanted === name);
      if (zone === undefined) return () => [];
      const named = (records: readonly ResourceRecordSet[]) => records.filter(({ Name }) => Name === wanted);
      const heard = (clock.now() - zone.changedMillis) / (zone.insyncMillis - zone.changedMillis || 1);
      const [after, before] = [named(zone.records), named(zone.before)];
      return () => (heard >= 1 || random.chance(heard) ? after : before);
    },
    operations: {
      ChangeResourceRecordSets: operation<
        ChangeResourceRecordSetsCommandInput,
        ChangeResourceRecordSetsCommandOutput
      >(({ HostedZoneId, ChangeBatch }) => {
        const changes = ChangeBatch?.Changes ?? [];
        return {
          action: 'route53:ChangeResourceRecordSets',
          resources: [zoneArn(HostedZoneId)],
          context: {
            'route53:ChangeResourceRecordSetsNormalizedRecordNames': unique(
              changes.map(({ ResourceRecordSet }) => normalized(ResourceRecordSet?.Name ?? '')),
            ),
            'route53:ChangeResourceRecordSetsRecordTypes': unique(
              changes.map(({ ResourceRecordSet }) => ResourceRecordSet?.Type ?? ''),
            ),
            'route53:ChangeResourceRecordSetsActions': unique(changes.map(({ Action }) => Action ?? '')),
          },
        };
      }, change),
      ListResourceRecordSets: operation<
        ListResourceRecordSetsCommandInput,
        ListResourceRecordSetsCommandOutput
      >(
        ({ HostedZoneId }) => ({
          action: 'route53:ListResourceRecordSets',
          resources: [zoneArn(HostedZoneId)],
        }),
        (input) => {
          countCall();
          return page(zoneOf(input.HostedZoneId).records, input);
        },
      ),
      GetChange: operation<GetChangeCommandInput, GetChangeCommandOutput>(
        ({ Id }) => ({
          action: 'route53:GetChange',
          resources: [arn('route53', `change/${bareId(required(Id, 'id'))}`)],
        }),
        ({ Id }) => {
          countCall();
          const known = changes.get(bareId(required(Id, 'id')));
          if (known === undefined) {
            throw new AwsError('NoSuchChange', `Could not find resource with ID: ${Id}`, { status: 404 });
          }
          const { insyncMillis, ...info } = known;
          return { ChangeInfo: { ...info, Status: clock.now() >= insyncMillis ? 'INSYNC' : 'PENDING' } };
        },
      ),
      GetHostedZone: operation<GetHostedZoneCommandInput, GetHostedZoneCommandOutput>(
        ({ Id }) => ({ action: 'route53:GetHostedZone', resources: [zoneArn(Id)] }),
        ({ Id }) => {
          countCall();
          const { id, name, records } = zoneOf(Id);
          return {
            HostedZone: {
              Id: `/hostedzone/${id}`,
              Name: name,
              CallerReference: id,
              ResourceRecordSetCount: records.length,
            },
          };
        },
      ),
    },
  };
}

const bareId = (id: string) => id.replace(/^\/?(hostedzone|change)\//, '');
const zoneArn = (id: string | undefined) =>
  arn('route53', `hostedzone/${bareId(required(id, 'hostedZoneId'))}`);
/** For the condition key: lower case, no trailing dot ("Specifying conditions", Route 53 developer guide). */
const normalized = (name: string) => fullName(name).slice(0, -1);
const unique = (values: readonly string[]) => [...new Set(values)];
