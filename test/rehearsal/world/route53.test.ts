import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { route53 as provider } from '../../../providers/traffic/route53.ts';
import { seededRandom } from '../../../rehearsal/random.ts';
import { createResolvers } from '../../../rehearsal/world/resolvers.ts';
import { type TestWorld, testWorld } from './_world.ts';

const zone = 'Z0123456789EXAMPLE';
const name = 'recommendation.shop.example.com';
const record = (SetIdentifier: string, Weight: number): ResourceRecordSet => ({
  Name: name,
  Type: 'A',
  SetIdentifier,
  Weight,
  TTL: 60,
  ResourceRecords: [{ Value: '10.0.0.1' }],
});
let world: TestWorld;

const change = (...Changes: Change[]) =>
  world.send(
    'route53',
    new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }),
  ) as Promise<{
    ChangeInfo: { Id: string; Status: string };
  }>;
const upsert = (ResourceRecordSet: ResourceRecordSet): Change => ({ Action: 'UPSERT', ResourceRecordSet });

beforeEach(() => {
  world = testWorld();
  world.route53.createHostedZone({ id: zone, name: 'shop.example.com' });
  world.route53.put(zone, [record('blue', 200), record('green', 0)]);
});

describe('Route 53', () => {
  it('changes a batch at once, and is in sync half a minute later', async () => {
    const { ChangeInfo } = await change(upsert(record('blue', 190)), upsert(record('green', 10)));
    expect(ChangeInfo).toMatchObject({ Id: expect.stringMatching(/^\/change\/C/), Status: 'PENDING' });
    const weights = world.route53
      .records(zone, name)
      .map(({ SetIdentifier, Weight }) => [SetIdentifier, Weight]);
    expect(weights).toEqual([
      ['blue', 190],
      ['green', 10],
    ]);
    const status = async () =>
      (
        (await world.send(
          'route53',
          new GetChangeCommand({ Id: ChangeInfo.Id }),
        )) as typeof ChangeInfo extends never ? never : { ChangeInfo: { Status: string } }
      ).ChangeInfo.Status;
    await world.pass(10);
    await expect(status()).resolves.toBe('PENDING');
    await world.pass(60);
    await expect(status()).resolves.toBe('INSYNC');
  });

  it.each<[string, Change, RegExp]>([
    ['a weight of 256', upsert(record('blue', 256)), /Invalid weight/],
    [
      'a record without values',
      upsert({ Name: name, Type: 'A', SetIdentifier: 'blue', Weight: 1 }),
      /found none/,
    ],
    [
      'an alias with a TTL',
      upsert({
        ...record('blue', 1),
        AliasTarget: { HostedZoneId: 'Z1', DNSName: 'x', EvaluateTargetHealth: false },
      }),
      /found more than one/,
    ],
    [
      'a plain record beside weighted ones',
      upsert({ Name: name, Type: 'A', TTL: 60, ResourceRecords: [{ Value: '1.1.1.1' }] }),
      /non-weighted/,
    ],
    ['a CNAME beside A records', upsert({ ...record('blue', 1), Type: 'CNAME' }), /other RRSets/],
    ['another zone', upsert({ ...record('blue', 1), Name: 'example.org' }), /not permitted in zone/],
    ['creating what exists', { Action: 'CREATE', ResourceRecordSet: record('blue', 1) }, /already exists/],
    [
      'deleting with other values',
      { Action: 'DELETE', ResourceRecordSet: record('blue', 1) },
      /do not match/,
    ],
    ['deleting what is not there', { Action: 'DELETE', ResourceRecordSet: record('red', 1) }, /not found/],
  ])('refuses %s, and with it the whole batch', async (_, wrong, message) => {
    await expect(change(upsert(record('green', 100)), wrong)).rejects.toMatchObject({
      name: 'InvalidChangeBatch',
      message: expect.stringMatching(message),
    });
    expect(world.route53.records(zone, name).map(({ Weight }) => Weight)).toEqual([200, 0]);
  });

  it('is busy for a moment after a change; the SDK tries again', async () => {
    const both = Promise.all([change(upsert(record('blue', 1))), change(upsert(record('blue', 2)))]);
    await world.answer(both);
    expect(world.calls.map(({ outcome }) => outcome)).toContain('PriorRequestNotComplete');
  });

  it('allows five requests a second', async () => {
    const list = () =>
      world.callAs(
        { name: 'x', statements: [{ actions: ['*'], resources: ['*'] }] },
        'aws-sdk:route53',
        'listResourceRecordSets',
        { HostedZoneId: zone },
      );
    const results = await world.answer(Promise.allSettled(Array.from({ length: 7 }, list)));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2);
  });

  it('lists in pages, from a name on', async () => {
    world.route53.put(zone, [{ ...record('x', 1), Name: `a.${name}` }]);
    const page = await world.send(
      'route53',
      new ListResourceRecordSetsCommand({ HostedZoneId: zone, StartRecordName: name, MaxItems: 1 }),
    );
    expect(page).toMatchObject({
      ResourceRecordSets: [{ Name: `${name}.`, SetIdentifier: 'blue', Weight: 200, TTL: 60 }],
      IsTruncated: true,
      NextRecordName: `${name}.`,
      NextRecordType: 'A',
      NextRecordIdentifier: 'green',
    });
    const unknown = new ListResourceRecordSetsCommand({ HostedZoneId: 'Z404' });
    await expect(world.send('route53', unknown)).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
  });

  it('serves the real router, with no more permissions than it asks for', async () => {
    const config = provider.config.parse({ kind: 'route53', hostedZone: zone, record: name });
    const clients = world.clientsFor({
      name: 'shift-traffic',
      statements: [...provider.permissions(config).check, ...provider.permissions(config).write],
    });
    const router = provider.create(config, clients);
    const split = { stable: 'blue', canary: 'green', canaryPercent: 5 };
    await expect(world.answer(router.read())).resolves.toMatchObject({ weights: { blue: 100, green: 0 } });
    const receipt = await world.answer(router.shift(split));
    await expect(world.answer(router.check(split, receipt))).resolves.toMatchObject({ settled: false });
    await world.pass(60);
    await expect(world.answer(router.check(split, receipt))).resolves.toMatchObject({
      settled: true,
      weights: { green: 5 },
    });
    const other = provider.create({ ...config, record: 'other.shop.example.com' }, clients);
    world.route53.put(
      zone,
      ['blue', 'green'].map((slot) => ({ ...record(slot, 1), Name: 'other.shop.example.com' })),
    );
    await expect(world.answer(other.shift(split))).rejects.toMatchObject({ name: 'Denied' });
  });
});

describe('resolvers', () => {
  const shareOf = (shares: readonly { setIdentifier: string; share: number }[], slot: string) =>
    shares.filter(({ setIdentifier }) => setIdentifier === slot).reduce((sum, { share }) => sum + share, 0);

  it('follow the weights within a TTL, but for the stubborn ones', async () => {
    let weights = { blue: 150, green: 50 };
    const parts = { clock: world.clock, random: seededRandom('resolvers') };
    const resolve = () => () => Object.entries(weights).map(([slot, weight]) => record(slot, weight));
    const resolvers = createResolvers(parts, resolve, { stubbornShare: 0.05 });
    expect(shareOf(resolvers.shares(), 'green')).toBeGreaterThan(0.15);
    expect(shareOf(resolvers.shares(), 'green')).toBeLessThan(0.35);

    weights = { blue: 200, green: 0 };
    await world.pass(61);
    const left = resolvers.shares().filter(({ setIdentifier }) => setIdentifier === 'green');
    expect(left.every(({ late }) => late)).toBe(true);
    expect(shareOf(left, 'green')).toBeLessThan(0.1);
    await world.pass(900);
    expect(shareOf(resolvers.shares(), 'green')).toBe(0);
  });

  it('share equally where all weights are zero', () => {
    const parts = { clock: world.clock, random: seededRandom('resolvers') };
    const resolvers = createResolvers(parts, () => () => [record('blue', 0), record('green', 0)]);
    expect(shareOf(resolvers.shares(), 'green')).toBeGreaterThan(0.35);
  });
});
