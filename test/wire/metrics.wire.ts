import {
  PutMetricAlarmCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { beforeAll, expect, it } from '@jest/globals';
import { readAlarms } from '../../providers/metrics/alarms.ts';
import { sourcesFor } from '../../providers/registry.ts';
import { clients } from './_moto.ts';

const minute = Math.floor(Date.now() / 60_000) - 10;
const shop = { kind: 'cloudwatch', namespace: 'Shop', dimensions: { Slot: '{slot}' } };

beforeAll(async () => {
  const put = (slot: string, at: number, MetricName: string, Values: number[]) => ({
    MetricName,
    Dimensions: [{ Name: 'Slot', Value: slot }],
    Timestamp: new Date(at * 60_000 + 5_000),
    Values,
  });
  await clients.cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      MetricData: [
        put('blue', minute, 'Requests', [60, 40]),
        put('blue', minute, 'Errors', [2]),
        put('blue', minute + 1, 'Requests', [50]),
        put('green', minute + 1, 'Requests', [5]),
        put('blue', minute, 'Latency', [100, 400, 401, 900]),
      ],
    }),
  );
});

it('reads counts by minute and slot: sums, zeros, and no data', async () => {
  const errors = { ...shop, name: 'errors', total: 'Requests', bad: 'Errors' };
  const [reading] = await sourcesFor([errors], clients).read(['blue', 'green'], {
    fromMinute: minute,
    toMinute: minute + 3,
  });
  expect(reading).toEqual({
    name: 'errors',
    status: 'ok',
    slots: {
      blue: [
        { minute, counts: { total: 100, bad: 2 } },
        { minute: minute + 1, counts: { total: 50, bad: 0 } },
        { minute: minute + 2, counts: null },
      ],
      green: [
        { minute, counts: null },
        { minute: minute + 1, counts: { total: 5, bad: 0 } },
        { minute: minute + 2, counts: null },
      ],
    },
  });
});

it('is missing where nothing was ever published', async () => {
  const nothing = { ...shop, name: 'nothing', total: 'Nobody', bad: 'Errors' };
  const [reading] = await sourcesFor([nothing], clients).read(['blue'], {
    fromMinute: minute,
    toMinute: minute + 1,
  });
  expect(reading).toMatchObject({ status: 'missing' });
});

it('makes up no zero where a statistic is not answered', async () => {
  // moto knows five plain statistics only, and breaks down with a 500 at TC(400:), which CloudWatch documents.
  const latency = { ...shop, name: 'latency', duration: 'Latency', slowerThan: '400ms' };
  const window = { fromMinute: minute, toMinute: minute + 1 };
  const [reading] = await sourcesFor([latency], clients).read(['blue'], window);
  expect(reading).toMatchObject({ status: 'failed', slots: { blue: [{ minute, counts: null }] } });
});

it('sees which alarms fire', async () => {
  for (const AlarmName of ['quiet', 'firing']) {
    await clients.cloudwatch.send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'Shop',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
  }
  await clients.cloudwatch.send(
    new SetAlarmStateCommand({ AlarmName: 'firing', StateValue: 'ALARM', StateReason: 'too many' }),
  );
  expect(await readAlarms(['quiet', 'firing', 'gone'], clients)).toEqual({
    firing: [{ name: 'firing', reason: 'too many' }],
    missing: ['gone'],
  });
});
