import {
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from '@jest/globals';
import { routerFor } from '../../../providers/registry.ts';
import { trafficRouterContract } from '../../contracts/traffic-router.ts';
import { fakeAws } from '../../support/fake-aws.ts';

const key = ({ Name, Type, SetIdentifier }: ResourceRecordSet) => `${Name} ${Type} ${SetIdentifier}`;
const record = (Type: 'A' | 'AAAA', SetIdentifier: string, Weight: number): ResourceRecordSet => ({
  Name: 'api.example.com.',
  Type,
  SetIdentifier,
  Weight,
  HealthCheckId: `check-${SetIdentifier}`,
  ...(Type === 'A'
    ? { TTL: 30, ResourceRecords: [{ Value: `10.0.0.${SetIdentifier.length}` }] }
    : { AliasTarget: { HostedZoneId: 'ZLB', DNSName: `${SetIdentifier}.elb.`, EvaluateTargetHealth: true } }),
});

/** A zone that lists one record a page. */
function zone() {
  const aws = fakeAws();
  const neighbour: ResourceRecordSet = { Name: 'b.example.com.', Type: 'A', TTL: 5 };
  const records = [
    record('A', 'blue', 100),
    record('A', 'green', 0),
    record('AAAA', 'blue', 100),
    record('AAAA', 'green', 0),
    neighbour,
  ];
  let status: 'PENDING' | 'INSYNC' = 'INSYNC';
  aws.on(ListResourceRecordSetsCommand, ({ StartRecordType, StartRecordIdentifier }) => {
    const start = records.findIndex(
      ({ Type, SetIdentifier }) => Type === StartRecordType && SetIdentifier === StartRecordIdentifier,
    );
    const at = Math.max(0, start);
    const next = records[at + 1];
    return {
      ResourceRecordSets: records.slice(at, at + 1),
      IsTruncated: next !== undefined,
      NextRecordName: next?.Name,
      NextRecordType: next?.Type,
      NextRecordIdentifier: next?.SetIdentifier,
    };
  });
  aws.on(ChangeResourceRecordSetsCommand, ({ ChangeBatch }) => {
    for (const { ResourceRecordSet: changed } of ChangeBatch?.Changes ?? []) {
      const index = records.findIndex((found) => changed && key(found) === key(changed));
      if (changed) records[index] = changed;
    }
    return { ChangeInfo: { Id: '/change/C1', Status: status, SubmittedAt: new Date(0) } };
  });
  aws.on(GetChangeCommand, ({ Id }) => ({ ChangeInfo: { Id, Status: status, SubmittedAt: new Date(0) } }));
  const config = { kind: 'route53', hostedZone: 'Z1', record: 'API.example.com', types: ['A', 'AAAA'] };
  return { aws, records, config, pend: () => (status = 'PENDING') };
}

trafficRouterContract('route53', () => {
  const { aws, records, config } = zone();
  return {
    aws,
    config,
    stable: 'blue',
    canary: 'green',
    // The alias records have the longer one: 60 seconds.
    assignment: { unit: 'client', lastsSeconds: 60 },
    everythingElse: () => records.map(({ Weight: _, ...rest }) => rest),
    meddle: () => records.splice(2, 0, record('A', 'purple', 10)),
  };
});

describe('route53', () => {
  const split = { stable: 'blue', canary: 'green', canaryPercent: 5 };

  it('waits for the change to reach all servers, and for the longest TTL', async () => {
    const { aws, config, pend } = zone();
    const router = routerFor(config, aws.clients);
    pend();
    expect(await router.check(split, await router.shift(split))).toMatchObject({ settled: false });
    expect(await router.read()).toMatchObject({ settleSeconds: 60, assignment: { lastsSeconds: 60 } });
  });

  it('takes a change for pending while Route 53 has no time to say', async () => {
    const { aws, config } = zone();
    const router = routerFor(config, aws.clients);
    const receipt = await router.shift(split);
    aws.on(GetChangeCommand, () => {
      throw Object.assign(new Error('Rate exceeded'), { name: 'Throttling' });
    });
    expect(await router.check(split, receipt)).toMatchObject({ settled: false, weights: { green: 5 } });
  });

  it('changes all types in one batch', async () => {
    const { aws, config, records } = zone();
    await routerFor(config, aws.clients).shift(split);
    expect(records.map(({ Weight }) => Weight)).toEqual([190, 10, 190, 10, undefined]);
  });

  it('refuses types whose weights disagree, and repairs them when told to shift', async () => {
    const { aws, config, records } = zone();
    const router = routerFor(config, aws.clients);
    Object.assign(records[3] ?? {}, { Weight: 100 });
    await expect(router.read()).rejects.toThrow(
      'different weights by type: A blue 100% / green 0%, AAAA blue 50%',
    );
    expect(await router.check({ ...split, canaryPercent: 0 })).toMatchObject({ weights: { green: 50 } });
    await router.shift({ ...split, canaryPercent: 0 });
    expect(await router.read()).toMatchObject({ weights: { blue: 100, green: 0 } });
  });

  it('refuses to leave out a type that carries traffic', async () => {
    const { aws, config } = zone();
    const router = routerFor({ ...config, types: ['A'] }, aws.clients);
    await expect(router.read()).rejects.toThrow('also has a record of type AAAA');
  });

  it('reads equal shares where all weights are zero', async () => {
    const { aws, config, records } = zone();
    for (const found of records) found.Weight = 0;
    expect(await routerFor(config, aws.clients).read()).toMatchObject({ weights: { blue: 50, green: 50 } });
  });

  it('is NotFound where there is no such record', async () => {
    const { aws, config } = zone();
    const router = routerFor({ ...config, record: 'other.example.com' }, aws.clients);
    await expect(router.read()).rejects.toMatchObject({ name: 'NotFound' });
  });
});
