import { GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it } from '@jest/globals';
import { cloudwatch } from '../../../providers/metrics/cloudwatch.ts';
import { ownMetrics } from '../../../rehearsal/sets/own-metrics.ts';
import { imageUri, type NewTraffic, type WorldOptions } from '../../../rehearsal/world/index.ts';
import { type TestWorld, testWorld } from './_world.ts';

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const [stable, canary] = [digest('a'), digest('b')];
const zone = 'Z0123456789EXAMPLE';
const record = 'recommendation.shop.example.com';
const dimensions = { Service: 'recommendation', Slot: '{slot}' };
const shop = { kind: 'cloudwatch', namespace: 'Shop', dimensions } as const;
const configs = [
  { ...shop, name: 'errors', total: 'Requests', bad: 'Errors' },
  { ...shop, name: 'latency', duration: 'Latency', slowerThan: '400ms' },
  { ...shop, name: 'conversion', total: 'Visits', good: 'Orders' },
].map((config) => cloudwatch.config.parse(config));
const metrics = ownMetrics(configs, { kind: 'route53', record });

function staged(
  canaryPercent: number,
  versions: WorldOptions['versions'] = {},
  more: Partial<NewTraffic> = {},
): TestWorld {
  const world = testWorld({ versions: { [stable]: {}, ...versions } });
  world.route53.createHostedZone({ id: zone, name: 'shop.example.com' });
  weigh(world, canaryPercent);
  for (const [slot, image] of [
    ['blue', stable],
    ['green', canary],
  ] as const) {
    world.ecs.createService({
      cluster: 'shop',
      name: `recommendation-${slot}`,
      image: imageUri('recommendation', image),
      desiredCount: 2,
    });
  }
  world.traffic.serve({
    route: { kind: 'route53', record, resolvers: { stubbornShare: 0.02 } },
    services: { blue: 'service/shop/recommendation-blue', green: 'service/shop/recommendation-green' },
    requestsPerMinute: 6000,
    baseline: stable,
    metrics,
    ...more,
  });
  return world;
}

function weigh(world: TestWorld, canaryPercent: number): void {
  const records = Object.entries({ blue: 100 - canaryPercent, green: canaryPercent }).map(
    ([SetIdentifier, percent]) => ({
      Name: record,
      Type: 'A' as const,
      SetIdentifier,
      Weight: percent * 2,
      TTL: 60,
      ResourceRecords: [{ Value: '10.0.0.1' }],
    }),
  );
  world.route53.put(zone, records);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);

describe('traffic', () => {
  it('goes where the weights send it, and does there what the version does', async () => {
    const world = staged(10, { [canary]: { errorRate: 0.05 } });
    await world.pass(30 * 60);
    const rows = world.traffic.ledger();
    const requests = (slot: string) =>
      sum(rows.filter((row) => row.slot === slot).map((row) => row.requests));
    expect(requests('blue') + requests('green')).toBeGreaterThan(29 * 5900);
    expect(requests('green') / (requests('blue') + requests('green'))).toBeGreaterThan(0.07);
    expect(requests('green') / (requests('blue') + requests('green'))).toBeLessThan(0.13);
    const totals = world.traffic.totals();
    expect(totals.requests).toBe(requests('green'));
    // Errors at 5% instead of 0.1%.
    expect(totals.excessBad / totals.requests).toBeCloseTo(0.049, 2);
    expect(totals.bad).toBeGreaterThanOrEqual(totals.excessBad);
  });

  it('is the same for the same seed', async () => {
    const [one, other] = [staged(20), staged(20)];
    await one.pass(600);
    await other.pass(600);
    expect(one.traffic.ledger()).toEqual(other.traffic.ledger());
  });

  it('keeps coming from stubborn resolvers, and says so, when the weight is back at zero', async () => {
    const world = staged(50, { [canary]: { errorRate: 0.05 } });
    await world.pass(600);
    weigh(world, 0);
    await world.pass(61);
    const minute = Math.ceil(world.clock.now() / 60_000);
    await world.pass(1200);
    const after = world.traffic.ledger().filter((row) => row.slot === 'green' && row.minute >= minute);
    expect(sum(after.map(({ requests }) => requests))).toBeGreaterThan(0);
    expect(after.every(({ late }) => late)).toBe(true);
    expect(world.traffic.shares().green ?? 0).toBe(0);
    expect(world.traffic.totals().lateExcessBad).toBeGreaterThan(0);
  });

  it('does not blame a version for an incident, but for a leak of its own', async () => {
    const world = staged(50, { [canary]: { errorRate: (minutes: number) => (minutes > 70 ? 0.1 : 0.001) } });
    world.traffic.incident({ minutes: 8, errorFactor: 50 });
    await world.pass(8 * 60);
    expect(world.traffic.totals().bad).toBeGreaterThan(500);
    expect(world.traffic.totals().excessBad).toBe(0);
    await world.pass(10 * 60);
    expect(world.traffic.totals().excessBad).toBeGreaterThan(500);
  });

  it('fails where nothing runs, or too little', async () => {
    const world = staged(50, { [canary]: { requestsPerTask: 500 } });
    await world.pass(300);
    const { requests, bad } = world.traffic.totals();
    expect(bad / requests).toBeGreaterThan(0.5);
    await world.send(
      'ecs',
      new UpdateServiceCommand({ cluster: 'shop', service: 'recommendation-green', desiredCount: 0 }),
    );
    await world.pass(300);
    const empty = world.traffic.ledger().filter(({ version }) => version === null);
    expect(empty.length).toBeGreaterThan(2);
    expect(empty.every(({ requests, bad }) => requests === bad)).toBe(true);
  });

  it('publishes what the real metric source reads', async () => {
    const world = staged(20, { [canary]: { slowShare: 0.2, conversionRate: 0.02 } });
    await world.pass(20 * 60);
    const source = cloudwatch.create(
      configs,
      world.clientsFor({
        name: 'judge',
        statements: configs.flatMap((config) => cloudwatch.permissions(config).read),
      }),
    );
    const toMinute = Math.floor(world.clock.now() / 60_000) - 2;
    const readings = await world.answer(
      source.read(['blue', 'green'], { fromMinute: toMinute - 60, toMinute }),
    );
    const share = (name: string, slot: string) => {
      const counts = (readings.find((reading) => reading.name === name)?.slots[slot] ?? []).map(
        ({ counts }) => counts,
      );
      // The hour before the start was ordinary and is there too.
      expect(counts.filter((one) => one !== null)).toHaveLength(60);
      return sum(counts.map((one) => one?.bad ?? 0)) / sum(counts.map((one) => one?.total ?? 0));
    };
    expect(readings.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(share('errors', 'blue')).toBeCloseTo(0.001, 2);
    expect(share('latency', 'green')).toBeCloseTo(0.2, 1);
    expect(share('latency', 'blue')).toBeLessThan(0.01);
    expect(share('conversion', 'blue')).toBeCloseTo(0.05, 2);
    expect(share('conversion', 'green')).toBeCloseTo(0.02, 2);
  });

  it('follows a load balancer, sticky or not, and is measured as AWS does', async () => {
    const world = testWorld();
    for (const slot of ['blue', 'green']) {
      world.ecs.createService({
        cluster: 'shop',
        name: slot,
        image: imageUri('shop', slot === 'blue' ? stable : canary),
        desiredCount: 1,
      });
    }
    const targetGroups = {
      blue: world.elbv2.createTargetGroup({ name: 'blue' }),
      green: world.elbv2.createTargetGroup({ name: 'green' }),
    };
    const listenerArn = world.elbv2.createListener({
      loadBalancer: 'shop',
      defaultActions: [
        {
          Type: 'forward',
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: targetGroups.blue, Weight: 75 },
              { TargetGroupArn: targetGroups.green, Weight: 25 },
            ],
          },
        },
      ],
    });
    world.traffic.serve({
      route: { kind: 'alb', listenerOrRuleArn: listenerArn, targetGroups },
      services: { blue: 'service/shop/blue', green: 'service/shop/green' },
      requestsPerMinute: 1000,
    });
    expect(world.traffic.shares()).toEqual({ blue: 0.75, green: 0.25 });
    await world.pass(600);
    const answer = (await world.send(
      'cloudwatch',
      new GetMetricDataCommand({
        MetricDataQueries: ['Sum', 'TC(0.4:)'].map((Stat, index) => ({
          Id: `q${index}`,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/ApplicationELB',
              MetricName: index === 0 ? 'RequestCount' : 'TargetResponseTime',
              Dimensions: [
                { Name: 'LoadBalancer', Value: /app.*(?=[/])/.exec(listenerArn)?.[0] },
                { Name: 'TargetGroup', Value: targetGroups.green.split(':').at(-1) },
              ],
            },
            Stat,
            Period: 300,
          },
        })),
        StartTime: new Date(world.clock.now() - 600_000),
        EndTime: new Date(world.clock.now() - 300_000),
      }),
    )) as GetMetricDataCommandOutput;
    const [requests = 0, slow = 0] = (answer.MetricDataResults ?? []).map(({ Values }) => Values?.[0] ?? 0);
    expect(requests).toBeGreaterThan(1100);
    expect(slow).toBeLessThan(requests * 0.01);
  });

  it('follows a Lambda alias', async () => {
    const world = testWorld();
    world.lambda.createFunction({ name: 'pricing', alias: 'live', code: imageUri('pricing', stable) });
    world.traffic.serve({
      route: { kind: 'lambda', functionName: 'pricing', alias: 'live' },
      requestsPerMinute: 100,
    });
    await world.pass(180);
    expect(world.traffic.ledger()[0]).toMatchObject({ slot: '1', version: stable, late: false });
  });

  it('costs little: two hours in a small part of a second', async () => {
    const world = staged(20);
    const before = performance.now();
    await world.pass(2 * 3600);
    // Reported by bench/; here only a fence against a mistake of an order of magnitude.
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
