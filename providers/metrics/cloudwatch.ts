import { z } from 'zod';
import type { MetricSource, Slot } from '../../rollout/ports.ts';
import type { Clients } from '../clients.ts';
import type { Direction, MetricProvider, Statement } from '../provider.ts';
import { type Query, readSeries } from './_metric-data.ts';
import { readingOf } from './_reading.ts';

const config = z.strictObject({
  kind: z.literal('cloudwatch').describe('Counts from CloudWatch metrics, minute by minute, for each slot.'),
  name: z.string().min(1).describe('How this metric is called in verdicts and reports, such as errors.'),
  namespace: z.string().min(1).describe('CloudWatch namespace, such as AWS/ApplicationELB or your own.'),
  dimensions: z
    .record(z.string(), z.string())
    .optional()
    .describe('Dimensions of the metrics; "{slot}" in a value is replaced by the slot.'),
  dimensionsBySlot: z
    .record(z.string(), z.record(z.string(), z.string()))
    .optional()
    .describe('Dimensions that differ by slot in another way: { blue: { ... }, green: { ... } }.'),
  total: z.string().min(1).optional().describe('Metric whose sum counts all events, such as RequestCount.'),
  bad: z
    .string()
    .min(1)
    .optional()
    .describe('Metric whose sum counts the bad ones among them; more is harm.'),
  good: z
    .string()
    .min(1)
    .optional()
    .describe('Metric whose sum counts the good ones among them; fewer is harm.'),
  duration: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Metric with one value for each request: how long it took. Events and slow events are counted from it.',
    ),
  slowerThan: z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s)$/, 'is a duration such as 400ms or 1.5s')
    .optional()
    .describe('A request that took longer than this counts as bad, such as 400ms.'),
  durationUnit: z
    .enum(['milliseconds', 'seconds'])
    .optional()
    .describe('Unit of the duration metric. Default: milliseconds; load balancers publish seconds.'),
});

type Config = z.infer<typeof config>;

function problems(metric: Config): readonly string[] {
  const found: string[] = [];
  const has = (...fields: (keyof Config)[]) => fields.every((field) => metric[field] !== undefined);
  const hasAny = (...fields: (keyof Config)[]) => fields.some((field) => metric[field] !== undefined);
  const ways = [
    has('total', 'bad') && !hasAny('good', 'duration', 'slowerThan', 'durationUnit'),
    has('total', 'good') && !hasAny('bad', 'duration', 'slowerThan', 'durationUnit'),
    has('duration', 'slowerThan') && !hasAny('total', 'bad', 'good'),
  ];
  if (!ways.includes(true)) {
    found.push(
      'Say what is counted in one of three ways: `total` and `bad`; `total` and `good`; or `duration` and `slowerThan`.',
    );
  }
  const differs =
    metric.dimensionsBySlot !== undefined ||
    Object.values(metric.dimensions ?? {}).some((value) => value.includes('{slot}'));
  if (!differs) {
    found.push(
      'Both slots would read the same series: put "{slot}" in a dimension, or give `dimensionsBySlot`.',
    );
  }
  return found;
}

const direction = ({ good }: Config): Direction =>
  good === undefined ? 'lower-is-better' : 'higher-is-better';

const permissions = (_: Config): { read: readonly Statement[] } => ({
  read: [
    {
      actions: ['cloudwatch:GetMetricData'],
      resources: ['*'],
      why: 'GetMetricData has no resource-level permissions, and no condition key narrows it to a namespace.',
    },
  ],
});

/**
 * Most AWS metrics are complete within two minutes of the minute's end; CloudWatch promises no number.
 * The newest minutes are read all the same: whoever judges leaves them out.
 */
const lagMinutes = 2;

function create(metrics: readonly Config[], { cloudwatch }: Pick<Clients, 'cloudwatch'>): MetricSource {
  return {
    lagMinutes,
    async read(slots, window) {
      const wanted = metrics.map((metric) => ({
        metric,
        bySlot: slots.map((slot) => ({ slot, ...queriesOf(metric, slot) })),
      }));
      const queries = wanted.flatMap(({ bySlot }) => bySlot.flatMap(({ total, bad }) => [total, bad]));
      const series = await readSeries(queries, window, cloudwatch);
      return wanted.map(({ metric, bySlot }) => readingOf(metric.name, bySlot, series, window));
    },
  };
}

export const cloudwatch = {
  config,
  problems,
  direction,
  permissions,
  create,
} satisfies MetricProvider<Config>;

/** The series of all events and that of the bad ones (the good ones, where those are counted). */
function queriesOf(metric: Config, slot: Slot): { total: Query; bad: Query } {
  const dimensions = Object.entries({ ...metric.dimensions, ...metric.dimensionsBySlot?.[slot] }).map(
    ([Name, value]) => ({ Name, Value: value.replaceAll('{slot}', slot) }),
  );
  const query = (MetricName: string, Stat: string): Query => ({
    Metric: { Namespace: metric.namespace, MetricName, Dimensions: dimensions },
    Stat,
  });
  const { total = '', bad = metric.good ?? '', duration, slowerThan = '', durationUnit } = metric;
  if (duration === undefined) return { total: query(total, 'Sum'), bad: query(bad, 'Sum') };
  // Trimmed count: TC(x:) counts the values above x; a value equal to x is not above it (CloudWatch statistics definitions).
  return {
    total: query(duration, 'SampleCount'),
    bad: query(duration, `TC(${limitIn(durationUnit, slowerThan)}:)`),
  };
}

function limitIn(unit: Config['durationUnit'], slowerThan: string): number {
  const millis = Number.parseFloat(slowerThan) * (slowerThan.endsWith('ms') ? 1 : 1000);
  return unit === 'seconds' ? millis / 1000 : millis;
}
