import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { route53 } from '../../providers/traffic/route53.ts';
import { region } from '../world/index.ts';
import { type TrafficSet, withConfig } from './set.ts';

/** Each slot has a load balancer of its own, which its records name: A and AAAA as aliases, CNAME by its name. */
export const route53Set: TrafficSet = withConfig(
  route53.config,
  ({ hostedZone, record, types, slots }, world) => {
    world.route53.createHostedZone({ id: hostedZone, name: parentOf(record) });
    world.route53.put(
      hostedZone,
      types.flatMap((Type) =>
        slots.map((SetIdentifier, index) => ({
          Name: `${record}.`,
          Type,
          SetIdentifier,
          Weight: index === 0 ? 200 : 0,
          ...targetOf(Type, SetIdentifier),
        })),
      ),
    );
    return { route: { kind: 'route53', record }, stable: slots[0] ?? '' };
  },
);

/** `example.com` may itself be the record. */
function parentOf(record: string): string {
  const labels = record.split('.');
  return labels.slice(labels.length > 2 ? 1 : 0).join('.');
}

function targetOf(type: 'A' | 'AAAA' | 'CNAME', slot: string): Partial<ResourceRecordSet> {
  const DNSName = `${slot}-0123456789.${region}.elb.amazonaws.com`;
  if (type === 'CNAME') return { TTL: 60, ResourceRecords: [{ Value: DNSName }] };
  return { AliasTarget: { HostedZoneId: loadBalancerZone, DNSName, EvaluateTargetHealth: false } };
}

/** Of load balancers in us-east-1, https://docs.aws.amazon.com/general/latest/gr/elb.html */
const loadBalancerZone = 'Z35SXDOTRQ7X7K';
