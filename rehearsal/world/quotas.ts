import type { Clock } from '../clock.ts';
import { AwsError } from './aws-error.ts';
import type { ServiceName } from './calls.ts';

/** A bucket of so many requests, filled again at that rate. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/** What AWS allows an account in a region. What is left out has no limit, but for Route 53's own in route53.ts. */
export type Quotas = {
  readonly operations: Readonly<Partial<Record<`${ServiceName}:${string}`, Rate>>>;
  /** Of one partition key in DynamoDB. */
  readonly partition: { readonly readUnits: number; readonly writeUnits: number };
  /** Of all Lambda functions together. */
  readonly concurrentExecutions: number;
};

/** The defaults that AWS publishes, for one of the large regions. */
export const publishedQuotas: Quotas = {
  operations: {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: 50 and 9 transactions a second.
    'cloudwatch:GetMetricData': { burst: 50, perSecond: 50 },
    'cloudwatch:DescribeAlarms': { burst: 9, perSecond: 9 },
    // https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, us-east-1, us-west-2 and eu-west-1.
    'sfn:StartExecution': { burst: 1300, perSecond: 300 },
  },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
  partition: { readUnits: 3000, writeUnits: 1000 },
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; new accounts begin with less.
  concurrentExecutions: 1000,
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: "180,000 datapoints per second". */
export const mostDatapointsPerSecond = 180_000;

/** Takes from a bucket, or refuses while it is empty. What costs more than is left makes a debt. */
export function createBuckets(clock: Pick<Clock, 'now'>) {
  const buckets = new Map<string, { left: number; atMillis: number }>();
  return {
    take(name: string, { burst, perSecond }: Rate, units: number, refusal: () => Error): void {
      const now = clock.now();
      const { left, atMillis } = buckets.get(name) ?? { left: burst, atMillis: now };
      const filled = Math.min(burst, left + ((now - atMillis) / 1000) * perSecond);
      const refused = filled <= 0 || (units <= 1 && filled < units);
      buckets.set(name, { left: refused ? filled : filled - units, atMillis: now });
      if (refused) throw refusal();
    },
  };
}

export type Buckets = ReturnType<typeof createBuckets>;

/** DynamoDB's units: 1 kB written, 4 kB read (half of it where yesterday's answer will do), each at least one. */
export function createCapacity(buckets: Buckets, partition: Quotas['partition'] | undefined) {
  const take = (key: string, perSecond: number, units: number) =>
    buckets.take(
      key,
      { burst: perSecond, perSecond },
      units,
      () => new AwsError('ThrottlingException', 'Throughput exceeds the current capacity of your table.'),
    );
  return {
    write(key: string, ...items: readonly unknown[]): void {
      if (partition === undefined) return;
      const bytes = Math.max(...items.map(sizeOf));
      take(`write ${key}`, partition.writeUnits, Math.max(1, Math.ceil(bytes / 1024)));
    },
    read(key: string, items: readonly unknown[], consistent: boolean): void {
      if (partition === undefined) return;
      const bytes = items.reduce((sum: number, item) => sum + sizeOf(item), 0);
      take(`read ${key}`, partition.readUnits, Math.max(1, Math.ceil(bytes / 4096)) * (consistent ? 1 : 0.5));
    },
  };
}

export type Capacity = ReturnType<typeof createCapacity>;

/** Names and values; near enough where all values are texts. */
function sizeOf(item: unknown): number {
  if (typeof item !== 'object' || item === null) return 0;
  return Object.entries(item).reduce((sum, [name, { S = '' }]) => sum + name.length + S.length, 0);
}
