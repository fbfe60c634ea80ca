import {
  GetMetricDataCommand,
  type GetMetricDataCommandOutput,
  type MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { Denied, Throttled, Unavailable } from '../errors.ts';
import { allPages } from '../pages.ts';

export type Query = Pick<MetricStat, 'Metric' | 'Stat'>;

export type Window = { readonly fromMinute: number; readonly toMinute: number };

/** The values of one query by epoch minute; a minute without data is absent. */
export type Series = {
  readonly values: ReadonlyMap<number, number>;
  readonly status: 'ok' | 'throttled' | 'denied' | 'failed';
  readonly detail?: string;
};

/** All queries, minute by minute, in as few calls as the quotas of GetMetricData allow. A call that fails leaves its queries failed. */
export async function readSeries(
  queries: readonly Query[],
  window: Window,
  cloudwatch: Clients['cloudwatch'],
): Promise<ReadonlyMap<Query, Series>> {
  const minutes = window.toMinute - window.fromMinute;
  if (minutes <= 0) return new Map(queries.map((query) => [query, { values: new Map(), status: 'ok' }]));
  const size = Math.max(1, Math.min(queriesPerCall, Math.floor(datapointsPerCall / minutes)));
  const series = new Map<Query, Series>();
  for (let first = 0; first < queries.length; first += size) {
    const batch = queries.slice(first, first + size);
    for (const [query, found] of await readBatch(batch, window, cloudwatch)) series.set(query, found);
  }
  return series;
}

/** "A single GetMetricData call can include as many as 500 MetricDataQuery structures", and return 100,800 data points. */
const queriesPerCall = 500;
const datapointsPerCall = 100_800;

async function readBatch(
  batch: readonly Query[],
  { fromMinute, toMinute }: Window,
  cloudwatch: Clients['cloudwatch'],
): Promise<readonly (readonly [Query, Series])[]> {
  const id = (index: number) => `q${index}`;
  const input = {
    MetricDataQueries: batch.map((query, index) => ({ Id: id(index), MetricStat: { ...query, Period: 60 } })),
    // Inclusive and exclusive; on whole minutes, since CloudWatch rounds other times to its own taste.
    StartTime: new Date(fromMinute * 60_000),
    EndTime: new Date(toMinute * 60_000),
    ScanBy: 'TimestampAscending' as const,
  };
  const about = {
    action: 'cloudwatch:GetMetricData',
    resource: [...new Set(batch.map(({ Metric }) => `${Metric?.Namespace}`))].join(', '),
  };
  try {
    const pages = await allPages<GetMetricDataCommandOutput, string>(
      (NextToken) =>
        call(about, () =>
          cloudwatch.send(
            new GetMetricDataCommand(NextToken === undefined ? input : { ...input, NextToken }),
          ),
        ),
      (page) => page.NextToken,
    );
    return batch.map((query, index) => [query, seriesOf(id(index), pages)] as const);
  } catch (error) {
    const failure = { values: new Map<number, number>(), ...explain(error) };
    return batch.map((query) => [query, failure] as const);
  }
}

/** A query's results may be spread over pages; the status of the last one counts. */
function seriesOf(id: string, pages: readonly GetMetricDataCommandOutput[]): Series {
  const parts = pages
    .flatMap(({ MetricDataResults }) => MetricDataResults ?? [])
    .filter(({ Id }) => Id === id);
  const values = new Map<number, number>();
  for (const { Timestamps = [], Values = [] } of parts) {
    for (const [index, time] of Timestamps.entries()) {
      const value = Values[index];
      if (value !== undefined) values.set(Math.floor(time.getTime() / 60_000), value);
    }
  }
  const code = parts.at(-1)?.StatusCode ?? 'InternalError';
  if (code === 'Complete') return { values, status: 'ok' };
  // Messages may be of a query or of the whole call.
  const messages = [...parts, ...pages]
    .flatMap((part) => part.Messages ?? [])
    .map(({ Code, Value }) => `${Code}: ${Value}`);
  const status = code === 'Forbidden' ? 'denied' : 'failed';
  return { values, status, detail: [`CloudWatch answered ${code}`, ...new Set(messages)].join('; ') };
}

function explain(error: unknown): { status: Series['status']; detail: string } {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof Throttled) return { status: 'throttled', detail };
  if (error instanceof Denied) return { status: 'denied', detail };
  return { status: 'failed', detail: error instanceof Unavailable ? `No answer: ${detail}` : detail };
}
