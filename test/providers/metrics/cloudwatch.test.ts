import {
  GetMetricDataCommand,
  type GetMetricDataCommandInput,
  type MetricDataResult,
  type StatusCode,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from '@jest/globals';
import { metricDirections, schemas, sourcesFor } from '../../../providers/registry.ts';
import { metricSourceContract } from '../../contracts/metric-source.ts';
import { fakeAws } from '../../support/fake-aws.ts';

const base = { kind: 'cloudwatch', namespace: 'Shop', dimensions: { Slot: '{slot}' } };
const errors = { ...base, name: 'errors', total: 'Requests', bad: 'Errors' };
const latency = { ...base, name: 'latency', duration: 'Latency', slowerThan: '400ms' };

/** Answers one data point a page, as CloudWatch may. */
function store() {
  const aws = fakeAws();
  const points = new Map<string, Map<number, number>>();
  const state: { code: StatusCode; asked: GetMetricDataCommandInput[] } = { code: 'Complete', asked: [] };
  aws.on(GetMetricDataCommand, (input) => {
    const { MetricDataQueries = [], StartTime, EndTime, NextToken } = input;
    state.asked.push(input);
    const results = MetricDataQueries.map(({ Id, MetricStat }): MetricDataResult[] => {
      const [slot] = MetricStat?.Metric?.Dimensions ?? [];
      const series =
        points.get(`${slot?.Value} ${MetricStat?.Metric?.MetricName} ${MetricStat?.Stat}`) ?? new Map();
      const inside = [...series].filter(
        ([at]) => at * 60_000 >= Number(StartTime) && at * 60_000 < Number(EndTime),
      );
      const pages = inside.map(([at, value]) => ({
        Id,
        Timestamps: [new Date(at * 60_000)],
        Values: [value],
      }));
      return pages.length > 0 ? pages : [{ Id, Timestamps: [], Values: [] }];
    });
    const page = Number(NextToken ?? 0);
    const last = Math.max(0, ...results.map(({ length }) => length)) - 1;
    return {
      MetricDataResults: results.flatMap((pages) => {
        const StatusCode = page < pages.length - 1 ? 'PartialData' : state.code;
        return pages.slice(page, page + 1).map((result) => ({ ...result, StatusCode }));
      }),
      Messages: state.code === 'Complete' ? [] : [{ Code: 'Why', Value: 'so it is' }],
      ...(page < last ? { NextToken: `${page + 1}` } : {}),
    };
  });
  const put = (series: string, minute: number, value: number) =>
    points.set(series, (points.get(series) ?? new Map<number, number>()).set(minute, value));
  return { aws, state, put };
}

metricSourceContract('cloudwatch', () => {
  const { aws, put } = store();
  return {
    aws,
    config: errors,
    publish(slot, minute, { total, bad }) {
      put(`${slot} Requests Sum`, minute, total);
      if (bad !== undefined) put(`${slot} Errors Sum`, minute, bad);
    },
  };
});

describe('cloudwatch', () => {
  const window = { fromMinute: 0, toMinute: 2 };

  it('counts the values above a limit, in the metric’s own unit', async () => {
    const { aws, put } = store();
    put('blue Latency SampleCount', 0, 50);
    put('blue Latency TC(400:)', 0, 2);
    put('blue Latency SampleCount', 1, 60);
    put('blue Latency TC(0.4:)', 1, 3);
    const seconds = { ...latency, name: 'in seconds', durationUnit: 'seconds' };
    const [millis, other] = await sourcesFor([latency, seconds], aws.clients).read(['blue'], window);
    expect(millis?.slots.blue?.map(({ counts }) => counts?.bad)).toEqual([2, 0]);
    expect(other?.slots.blue?.map(({ counts }) => counts?.bad)).toEqual([0, 3]);
  });

  it('asks for all metrics and slots in one call, and in more where the quotas end', async () => {
    const { aws, state } = store();
    const source = sourcesFor([errors, latency], aws.clients);
    await source.read(['blue', 'green'], window);
    expect(state.asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([8]);
    expect(state.asked[0]).toMatchObject({ ScanBy: 'TimestampAscending', EndTime: new Date(120_000) });
    state.asked.length = 0;
    const many = Array.from({ length: 130 }, (_, index) => ({ ...errors, name: `m${index}` }));
    await sourcesFor(many, aws.clients).read(['blue', 'green'], window);
    expect(state.asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([500, 20]);
    state.asked.length = 0;
    await source.read(['blue', 'green'], { fromMinute: 0, toMinute: 30_000 });
    expect(state.asked.map(({ MetricDataQueries }) => MetricDataQueries?.length)).toEqual([3, 3, 2]);
  });

  it.each([
    ['PartialData', 'failed'],
    ['InternalError', 'failed'],
    ['Forbidden', 'denied'],
  ] as const)('%s is %s, and no zero is made up', async (code, status) => {
    const { aws, state, put } = store();
    put('blue Requests Sum', 0, 10);
    state.code = code;
    const [reading] = await sourcesFor([errors], aws.clients).read(['blue'], window);
    expect(reading).toMatchObject({ status, detail: `CloudWatch answered ${code}; Why: so it is` });
    expect(reading?.slots.blue?.[0]).toEqual({ minute: 0, counts: null });
  });

  it('counts good events where those are named: then a fall is harm', () => {
    const { bad: _, ...conversion } = { ...errors, name: 'conversion', good: 'Orders' };
    expect(metricDirections([errors, latency, conversion])).toEqual({
      errors: 'lower-is-better',
      latency: 'lower-is-better',
      conversion: 'higher-is-better',
    });
  });

  it.each([
    [{ ...base, name: 'nothing' }, 'one of three ways'],
    [{ ...errors, good: 'Orders' }, 'one of three ways'],
    [{ ...errors, slowerThan: '1s' }, 'one of three ways'],
    [{ ...latency, total: 'Requests' }, 'one of three ways'],
    [{ ...errors, dimensions: { Service: 'api' } }, 'same series'],
  ])('finds the mistake in %j', (config, problem) => {
    expect(schemas.problems('metrics', config)).toEqual([expect.stringContaining(problem)]);
  });
});
