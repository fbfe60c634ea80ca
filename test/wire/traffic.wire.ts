import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateAliasCommand } from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { describe, expect, it } from '@jest/globals';
import { routerFor } from '../../providers/registry.ts';
import { route53 } from '../../providers/traffic/route53.ts';
import type { TrafficRouter } from '../../rollout/ports.ts';
import { publishedFunction } from './_function.ts';
import { clients, query } from './_moto.ts';

/** Up, back, and read back; over the wire. */
async function shiftAndCheck(router: TrafficRouter, stable: string, canary: string) {
  for (const canaryPercent of [5, 50, 100, 0.5, 0]) {
    const split = { stable, canary, canaryPercent };
    const receipt = await router.shift(split);
    const { settled, weights } = await router.check(split, receipt);
    expect([settled, weights[canary] ?? 0]).toEqual([true, expect.closeTo(canaryPercent, 6)]);
  }
  return router.read();
}

describe('route53', () => {
  async function zone(extra: readonly ResourceRecordSet[] = []) {
    const { HostedZone } = await clients.route53.send(
      new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: `${Math.random()}` }),
    );
    const Id = HostedZone?.Id ?? '';
    const weighted = (SetIdentifier: string, Weight: number): readonly ResourceRecordSet[] => {
      const shared = { Name: 'api.example.com', SetIdentifier, Weight };
      return [
        { ...shared, Type: 'A', TTL: 30, ResourceRecords: [{ Value: '10.0.0.1' }] },
        { ...shared, Type: 'AAAA', TTL: 90, ResourceRecords: [{ Value: '::1' }] },
      ];
    };
    const neighbour: ResourceRecordSet = {
      Name: 'b.example.com',
      Type: 'A',
      TTL: 5,
      ResourceRecords: [{ Value: '10.0.0.9' }],
    };
    await clients.route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: Id,
        ChangeBatch: {
          Changes: [...weighted('blue', 100), ...weighted('green', 0), neighbour, ...extra].map(
            (ResourceRecordSet) => ({ Action: 'CREATE', ResourceRecordSet }),
          ),
        },
      }),
    );
    // Ids of hosted zones begin with Z at AWS, as the config wants it, but not at moto; hence past the config's schema.
    return route53.create(
      {
        kind: 'route53',
        hostedZone: Id.replace('/hostedzone/', ''),
        record: 'api.example.com',
        types: ['A', 'AAAA'],
        slots: ['blue', 'green'],
      },
      clients,
    );
  }

  it('shifts both types and reads them back', async () => {
    // moto answers INSYNC at once, while AWS answers PENDING for up to a minute.
    expect(await shiftAndCheck(await zone(), 'blue', 'green')).toMatchObject({
      weights: { blue: 100, green: 0 },
      settleSeconds: 90,
    });
  });

  it('refuses a third record', async () => {
    const third: ResourceRecordSet = {
      Name: 'api.example.com',
      Type: 'A',
      SetIdentifier: 'purple',
      Weight: 1,
      TTL: 30,
      ResourceRecords: [{ Value: '10.0.0.3' }],
    };
    await expect((await zone([third])).read()).rejects.toMatchObject({ name: 'NotOwned' });
  });

  it('names a zone that is not there', async () => {
    const config = { kind: 'route53', hostedZone: 'ZNONE', record: 'api.example.com' };
    await expect(routerFor(config, clients).read()).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('alb', () => {
  async function loadBalancer() {
    const ids = [
      ...(await query('ec2', { Action: 'DescribeSubnets', Version: '2016-11-15' })).matchAll(
        /<subnetId>(.*?)</g,
      ),
    ];
    const vpc = /<vpcId>(.*?)</.exec(
      await query('ec2', { Action: 'DescribeVpcs', Version: '2016-11-15' }),
    )?.[1];
    const Name = `lb${Math.random().toString(36).slice(2, 10)}`;
    const { LoadBalancers } = await clients.elbv2.send(
      new CreateLoadBalancerCommand({ Name, Subnets: ids.slice(0, 2).map(([, id]) => id ?? '') }),
    );
    const group = async (slot: string) => {
      const made = await clients.elbv2.send(
        new CreateTargetGroupCommand({ Name: `${Name}-${slot}`, Protocol: 'HTTP', Port: 80, VpcId: vpc }),
      );
      return made.TargetGroups?.[0]?.TargetGroupArn ?? '';
    };
    const targetGroups = { blue: await group('blue'), green: await group('green') };
    const forward = {
      Type: 'forward' as const,
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn: targetGroups.blue, Weight: 1 },
          { TargetGroupArn: targetGroups.green, Weight: 0 },
        ],
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 600 },
      },
    };
    const { Listeners } = await clients.elbv2.send(
      new CreateListenerCommand({
        LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [forward],
      }),
    );
    const listener = Listeners?.[0]?.ListenerArn ?? '';
    const { Rules } = await clients.elbv2.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: 1,
        Conditions: [{ Field: 'path-pattern', Values: ['/api/*'] }],
        Actions: [forward],
      }),
    );
    return { listener, rule: Rules?.[0]?.RuleArn ?? '', targetGroups };
  }

  it('shifts a rule and a listener, and leaves stickiness as found', async () => {
    const { listener, rule, targetGroups } = await loadBalancer();
    const sticky = { assignment: { unit: 'client', lastsSeconds: 600 }, weights: { blue: 100, green: 0 } };
    expect(
      await shiftAndCheck(routerFor({ kind: 'alb', rule, targetGroups }, clients), 'blue', 'green'),
    ).toMatchObject(sticky);
    expect(
      await shiftAndCheck(routerFor({ kind: 'alb', listener, targetGroups }, clients), 'blue', 'green'),
    ).toMatchObject(sticky);
  });

  it('refuses a rule that forwards elsewhere', async () => {
    const [{ rule }, { targetGroups }] = [await loadBalancer(), await loadBalancer()];
    await expect(routerFor({ kind: 'alb', rule, targetGroups }, clients).read()).rejects.toMatchObject({
      name: 'NotOwned',
    });
  });
});

describe('lambda-alias', () => {
  it('shifts between two versions', async () => {
    const FunctionName = await publishedFunction();
    await clients.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: '1' }));
    const config = { kind: 'lambda-alias', function: FunctionName, alias: 'live' };
    const router = routerFor(config, clients);
    expect(await shiftAndCheck(router, '1', '2')).toMatchObject({ weights: { 1: 100 } });
    await router.shift({ stable: '1', canary: '2', canaryPercent: 100 });
    await router.promote?.({ stable: '1', canary: '2' });
    expect(await router.read()).toMatchObject({ weights: { 2: 100 } });
  });

  it('names an alias that is not there', async () => {
    const config = { kind: 'lambda-alias', function: await publishedFunction(), alias: 'none' };
    await expect(routerFor(config, clients).read()).rejects.toMatchObject({ name: 'NotFound' });
  });
});
