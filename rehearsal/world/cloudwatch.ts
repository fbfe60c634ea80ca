import type {
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataQuery,
  MetricDataResult,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, required } from './aws-error.ts';
import { type Measured, type MetricId, MetricStore } from './metric-store.ts';
import { arn } from './place.ts';
import { type Buckets, mostDatapointsPerSecond } from './quotas.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export interface CloudWatch {
  readonly operations: Operations;
  /** `minute` counts from 1970. */
  record(id: MetricId, minute: number, measured: Measured): void;
  /** What is measured in this namespace from now on, for so long, never arrives. @default for ever */
  vanish(namespace: string, minutes?: number): void;
  createAlarm(name: string, state?: StateValue): void;
  /** Changes the state and tells the event bus; a state that it has already is no change. */
  setAlarm(name: string, state: StateValue, reason?: string): void;
}

type Alarm = { state: StateValue; reason: string; changedMillis: number };

/** "MetricDataQueries: a single GetMetricData call can include up to 500". */
const mostQueries = 500;
/** "MaxDatapoints: if you omit this, the default of 100,800 is used". */
const mostDatapoints = 100_800;

export function createCloudWatch({ clock, random, emit }: Surroundings, buckets?: Buckets): CloudWatch {
  const store = new MetricStore(random.fork('arrival'));
  const alarms = new Map<string, Alarm>();

  const series = (query: MetricDataQuery, start: number, end: number): [number, number][] => {
    const { Metric, Period, Stat } = required(query.MetricStat, 'metricStat');
    const periodMinutes = required(Period, 'period') / 60;
    if (!Number.isInteger(periodMinutes) || periodMinutes < 1) {
      throw new AwsError('ValidationError', 'The parameter Period must be a multiple of 60.');
    }
    const id: MetricId = {
      namespace: required(Metric?.Namespace, 'namespace'),
      name: required(Metric?.MetricName, 'metricName'),
      dimensions: Object.fromEntries(
        (Metric?.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value]),
      ),
    };
    const minutes = store.minutesOf(id);
    const points: [number, number][] = [];
    for (let from = Math.floor(start / periodMinutes) * periodMinutes; from < end; from += periodMinutes) {
      const value = store.read(minutes, required(Stat, 'stat'), from, from + periodMinutes, clock.now());
      if (value !== undefined) points.push([from, value]);
    }
    return points;
  };

  const getMetricData = (input: GetMetricDataCommandInput) => {
    const queries = required(input.MetricDataQueries, 'metricDataQueries');
    if (queries.length === 0 || queries.length > mostQueries) {
      throw new AwsError(
        'ValidationError',
        `The collection MetricDataQueries must have from 1 to ${mostQueries} members.`,
      );
    }
    const odd = queries.find(({ Expression }) => Expression !== undefined);
    if (odd) throw new Error(`The rehearsal does not know metric math: ${odd.Expression}.`);
    const start = Math.floor(required(input.StartTime, 'startTime').getTime() / 60_000);
    const end = Math.ceil(required(input.EndTime, 'endTime').getTime() / 60_000);
    if (end <= start)
      throw new AwsError(
        'ValidationError',
        'The parameter StartTime must be less than the parameter EndTime.',
      );

    // A page is a number of datapoints, counted over the queries one after the other.
    const skip = Number(input.NextToken ?? 0);
    const most = input.MaxDatapoints ?? mostDatapoints;
    let seen = 0;
    const results = queries.flatMap((query): MetricDataResult[] => {
      const points = series(query, start, end);
      if (input.ScanBy !== 'TimestampAscending') points.reverse();
      const from = Math.max(0, skip - seen);
      const to = Math.min(points.length, skip + most - seen);
      seen += points.length;
      if (to < from || (from >= points.length && points.length > 0)) return [];
      const page = points.slice(from, to);
      return [
        {
          Id: query.Id,
          Label: query.Label ?? query.MetricStat?.Metric?.MetricName,
          Timestamps: page.map(([minute]) => new Date(minute * 60_000)),
          Values: page.map(([, value]) => value),
          StatusCode: to < points.length ? 'PartialData' : 'Complete',
        },
      ];
    });
    buckets?.take(
      'datapoints',
      { burst: mostDatapointsPerSecond, perSecond: mostDatapointsPerSecond },
      results.reduce((sum, { Values = [] }) => sum + Values.length, 0),
      () => new AwsError('Throttling', 'Rate exceeded'),
    );
    return {
      MetricDataResults: results,
      Messages: [],
      ...(seen > skip + most ? { NextToken: String(skip + most) } : {}),
    };
  };

  return {
    record: (id, minute, measured) => store.record(id, minute, measured),
    vanish(namespace, minutes = Number.POSITIVE_INFINITY) {
      const fromMillis = clock.now();
      store.losses.push({ namespace, fromMillis, toMillis: fromMillis + minutes * 60_000 });
    },
    createAlarm: (name, state = 'OK') => {
      alarms.set(name, { state, reason: 'Created', changedMillis: clock.now() });
    },
    setAlarm(name, value, reason = 'Threshold Crossed') {
      const alarm = alarms.get(name);
      if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
      if (alarm.state === value) return;
      const previous = { ...alarm };
      Object.assign(alarm, { state: value, reason, changedMillis: clock.now() });
      // "Alarm events and EventBridge", CloudWatch user guide.
      const told = ({ state, reason, changedMillis }: Alarm) => ({
        value: state,
        reason,
        timestamp: new Date(changedMillis).toISOString().replace('Z', '+0000'),
      });
      emit({
        source: 'aws.cloudwatch',
        detailType: 'CloudWatch Alarm State Change',
        resources: [alarmArn(name)],
        detail: {
          alarmName: name,
          state: told(alarm),
          previousState: told(previous),
          configuration: { metrics: [], description: '' },
        },
      });
    },
    operations: {
      GetMetricData: operation<GetMetricDataCommandInput, GetMetricDataCommandOutput>(
        () => ({ action: 'cloudwatch:GetMetricData', resources: ['*'] }),
        getMetricData,
      ),
      DescribeAlarms: operation<DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput>(
        ({ AlarmNames }) => ({
          action: 'cloudwatch:DescribeAlarms',
          resources: (AlarmNames ?? ['*']).map(alarmArn),
        }),
        ({ AlarmNames, StateValue }) => ({
          MetricAlarms: [...(AlarmNames ?? alarms.keys())]
            .flatMap((name) => {
              const alarm = alarms.get(name);
              return alarm !== undefined && (StateValue ?? alarm.state) === alarm.state
                ? [[name, alarm] as const]
                : [];
            })
            .map(([AlarmName, { state, reason, changedMillis }]) => ({
              AlarmName,
              AlarmArn: alarmArn(AlarmName),
              StateValue: state,
              StateReason: reason,
              StateUpdatedTimestamp: new Date(changedMillis),
              ActionsEnabled: true,
            })),
          CompositeAlarms: [],
        }),
      ),
    },
  };
}

const alarmArn = (name: string) => arn('cloudwatch', `alarm:${name}`);
