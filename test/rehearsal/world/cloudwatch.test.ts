import { GetMetricDataCommand, type GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { readAlarms } from '../../../providers/metrics/alarms.ts';
import { countBetween, durationShares, percentile } from '../../../rehearsal/world/histogram.ts';
import { anybody, type TestWorld, testWorld } from './_world.ts';

let world: TestWorld;
let start: number;
const id = (name: string) => ({ namespace: 'Shop', name, dimensions: { Service: 'shop', Slot: 'blue' } });

beforeEach(() => {
  world = testWorld();
  start = world.clock.now() / 60_000;
});

const query = (name: string, Stat: string, Period = 60) => ({
  Id: name.toLowerCase(),
  MetricStat: {
    Metric: {
      Namespace: 'Shop',
      MetricName: name,
      // The order of dimensions does not matter.
      Dimensions: [
        { Name: 'Slot', Value: 'blue' },
        { Name: 'Service', Value: 'shop' },
      ],
    },
    Stat,
    Period,
  },
});
const read = async (name: string, stat: string, minutes: number, more: object = {}) => {
  const answer = (await world.send(
    'cloudwatch',
    new GetMetricDataCommand({
      MetricDataQueries: [query(name, stat)],
      StartTime: new Date(start * 60_000),
      EndTime: new Date((start + minutes) * 60_000),
      ScanBy: 'TimestampAscending',
      ...more,
    }),
  )) as GetMetricDataCommandOutput;
  return { ...answer.MetricDataResults?.[0], next: answer.NextToken };
};

describe('CloudWatch', () => {
  it('fills a minute while it arrives, and has it whole within two minutes of its end', async () => {
    world.cloudwatch.record(id('Requests'), start, { sum: 600, count: 600 });
    await expect(read('Requests', 'Sum', 1)).resolves.toMatchObject({ Values: [], StatusCode: 'Complete' });
    const values: number[] = [];
    for (let tens = 0; tens < 18; tens++) {
      await world.pass(10);
      values.push(...((await read('Requests', 'Sum', 1)).Values ?? []));
    }
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(values.at(0)).toBeLessThan(600);
    expect(values.at(-1)).toBe(600);
  });

  it('tells missing data from zero, and loses what vanishes', async () => {
    world.cloudwatch.record(id('Errors'), start, { sum: 0, count: 600 });
    world.cloudwatch.record(id('Errors'), start + 2, { sum: 3, count: 600 });
    await world.pass(240);
    world.cloudwatch.vanish('Shop', 1);
    world.cloudwatch.record(id('Errors'), start + 4, { sum: 5, count: 600 });
    world.cloudwatch.record(id('Errors'), start + 5, { sum: 6, count: 600 });
    await world.pass(300);
    const { Values, Timestamps } = await read('Errors', 'Sum', 10);
    expect(Values).toEqual([0, 3, 6]);
    expect(Timestamps?.map((time) => time.getTime() / 60_000 - start)).toEqual([0, 2, 5]);
  });

  it('answers in pages of datapoints, newest first unless asked', async () => {
    for (let minute = 0; minute < 5; minute++) {
      world.cloudwatch.record(id('Requests'), start + minute, { sum: minute, count: 1 });
    }
    await world.pass(600);
    await expect(read('Requests', 'Sum', 5, { MaxDatapoints: 3 })).resolves.toMatchObject({
      Values: [0, 1, 2],
      StatusCode: 'PartialData',
      next: '3',
    });
    await expect(read('Requests', 'Sum', 5, { MaxDatapoints: 3, NextToken: '3' })).resolves.toMatchObject({
      Values: [3, 4],
      StatusCode: 'Complete',
      next: undefined,
    });
    await expect(read('Requests', 'Sum', 5, { ScanBy: undefined })).resolves.toMatchObject({
      Values: [4, 3, 2, 1, 0],
    });
    await expect(
      read('Requests', 'Average', 5, { MetricDataQueries: [query('Requests', 'Average', 300)] }),
    ).resolves.toMatchObject({ Values: [2] });
  });

  it('knows percentiles, trimmed counts and ranks of durations', async () => {
    const histogram = Float64Array.from(
      durationShares({ median: 100, spread: 0.5 }, 0, 1).map((share) => Math.round(share * 10_000)),
    );
    const count = countBetween(histogram, 0, Number.POSITIVE_INFINITY);
    world.cloudwatch.record(id('Latency'), start, { sum: 100 * count, count, histogram });
    await world.pass(300);
    const value = async (stat: string) => (await read('Latency', stat, 1)).Values?.[0] ?? Number.NaN;
    expect(await value('p50')).toBeCloseTo(100, -1);
    expect(await value('SampleCount')).toBe(count);
    expect(Number(await value('TC(:200)')) + Number(await value('TC(200:)'))).toBe(count);
    expect(await value('TC(100:200)')).toBe(
      Number(await value('TC(:200)')) - Number(await value('TC(:100)')),
    );
    // One standard deviation above the median.
    expect(await value('PR(:164.9)')).toBeCloseTo(84.1, 0);
  });

  it('tells EventBridge of an alarm that changes its state, once', async () => {
    world.cloudwatch.createAlarm('unhealthy');
    world.cloudwatch.setAlarm('unhealthy', 'ALARM', 'Threshold Crossed: 1 datapoint');
    world.cloudwatch.setAlarm('unhealthy', 'ALARM');
    expect(world.events.log).toMatchObject([
      {
        source: 'aws.cloudwatch',
        'detail-type': 'CloudWatch Alarm State Change',
        resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:unhealthy'],
        detail: { alarmName: 'unhealthy', state: { value: 'ALARM' }, previousState: { value: 'OK' } },
      },
    ]);
    const reading = readAlarms(['unhealthy', 'unknown'], world.clientsFor(anybody));
    await expect(world.answer(reading)).resolves.toEqual({
      firing: [{ name: 'unhealthy', reason: 'Threshold Crossed: 1 datapoint' }],
      missing: ['unknown'],
    });
  });
});

describe('histograms', () => {
  it('find percentiles where they are', () => {
    const shares = Float64Array.from(durationShares({ median: 80, spread: 0.5 }, 0.1, 1500));
    expect(countBetween(shares, 0, Number.POSITIVE_INFINITY)).toBeCloseTo(1);
    expect(countBetween(shares, 400, Number.POSITIVE_INFINITY)).toBeCloseTo(0.1, 2);
    expect(percentile(shares, 99)).toBeGreaterThan(1200);
  });
});
