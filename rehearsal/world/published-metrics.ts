import type { Running } from './backends.ts';
import { type Behaviours, rateAt } from './behaviour.ts';
import type { CloudWatch } from './cloudwatch.ts';
import { addTo, countBetween, emptyHistogram, percentile, sumOf } from './histogram.ts';
import type { Lambda } from './lambda.ts';
import type { Measured } from './metric-store.ts';
import type { RouteOptions } from './routes.ts';
import type { ServedGroup } from './serving.ts';

/** A metric that the service publishes itself, slot by slot. */
export type OwnMetric = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: (slot: string) => Readonly<Record<string, string>>;
  /** The last two: how long each request took. */
  readonly measures: 'requests' | 'errors' | 'orders' | 'milliseconds' | 'seconds';
};

type Publishing = {
  readonly route: RouteOptions;
  readonly metrics?: readonly OwnMetric[];
  readonly cloudwatch: CloudWatch;
  readonly lambda: Lambda;
};

/**
 * Publishes a minute's metrics as the service itself and AWS would: each by slot, late or not. A slot where nothing runs has
 * nobody who could publish.
 */
export function publishMinute(
  minute: number,
  served: readonly ServedGroup[],
  { route, metrics = [], cloudwatch, lambda }: Publishing,
): void {
  for (const slot of new Set(served.map(({ slot }) => slot))) {
    const seen = totals(served.filter((group) => group.slot === slot && group.running !== undefined));
    if (seen.requests === 0) continue;
    for (const { namespace, name, dimensions, measures } of metrics) {
      cloudwatch.record({ namespace, name, dimensions: dimensions(slot) }, minute, own[measures](seen));
    }
    if (route.kind === 'alb') ofLoadBalancer(route, slot, minute, seen, cloudwatch);
    if (route.kind === 'lambda' && isWeighted(route, lambda)) {
      ofVersion(route, slot, minute, seen, cloudwatch);
    }
  }
}

/** "Amazon ECS CloudWatch metrics": CPU and memory of each service, in percent. */
export function publishGauges(
  minute: number,
  services: Readonly<Record<string, string>>,
  running: (slot: string) => readonly Running[],
  behaviours: Behaviours,
  cloudwatch: CloudWatch,
): void {
  for (const [slot, resourceId] of Object.entries(services)) {
    const [newest] = running(slot);
    if (newest === undefined) continue;
    const [, ClusterName = '', ServiceName = ''] = resourceId.split('/');
    const { cpuPercent, memoryPercent } = behaviours.of(newest.version);
    const minutesRunning = Math.max(0, minute - newest.sinceMillis / 60_000);
    for (const [name, rate] of Object.entries({
      CPUUtilization: cpuPercent,
      MemoryUtilization: memoryPercent,
    })) {
      const value = rateAt(rate, minutesRunning);
      const id = { namespace: 'AWS/ECS', name, dimensions: { ClusterName, ServiceName } };
      cloudwatch.record(id, minute, { sum: value * newest.tasks, count: newest.tasks, max: value });
    }
  }
}

type Totals = ReturnType<typeof totals>;

function totals(groups: readonly ServedGroup[]) {
  const durations = emptyHistogram();
  for (const group of groups) addTo(durations, group.durations);
  const sum = (pick: (group: ServedGroup) => number) =>
    groups.reduce((total, group) => total + pick(group), 0);
  return {
    requests: sum(({ requests }) => requests),
    errors: sum(({ errors }) => errors),
    orders: sum(({ orders }) => orders),
    durations,
  };
}

/** One datum a request, as embedded metric format makes them: 0 or 1 for counts, so that SampleCount is the requests. */
const counted = (sum: number, requests: number) => ({ sum, count: requests, max: sum > 0 ? 1 : 0 });

const duration = (seen: Totals, unitsPerMilli: number) => ({
  sum: sumOf(seen.durations) * unitsPerMilli,
  count: countBetween(seen.durations, 0, Number.POSITIVE_INFINITY),
  max: (percentile(seen.durations, 100) ?? 0) * unitsPerMilli,
  histogram: seen.durations,
  unitsPerMilli,
});

const own: Readonly<Record<OwnMetric['measures'], (seen: Totals) => Measured>> = {
  requests: ({ requests }) => counted(requests, requests),
  errors: ({ errors, requests }) => counted(errors, requests),
  orders: ({ orders, requests }) => counted(orders, requests),
  milliseconds: (seen) => duration(seen, 1),
  seconds: (seen) => duration(seen, 0.001),
};

/** "CloudWatch metrics for your Application Load Balancer": no datum for zero errors, times in seconds. */
function ofLoadBalancer(
  { listenerOrRuleArn, targetGroups }: RouteOptions & { kind: 'alb' },
  slot: string,
  minute: number,
  seen: Totals,
  cloudwatch: CloudWatch,
): void {
  const [LoadBalancer = ''] = /app\/[^/]+\/[^/]+/.exec(listenerOrRuleArn) ?? [];
  const dimensions = { LoadBalancer, TargetGroup: targetGroups[slot]?.split(':').at(-1) ?? '' };
  const record = (name: string, measured: Measured) =>
    cloudwatch.record({ namespace: 'AWS/ApplicationELB', name, dimensions }, minute, measured);
  record('RequestCount', counted(seen.requests, seen.requests));
  if (seen.errors > 0) record('HTTPCode_Target_5XX_Count', counted(seen.errors, seen.errors));
  record('TargetResponseTime', duration(seen, 0.001));
}

/** "Types of metrics for Lambda functions": the dimension ExecutedVersion is there for aliases with weighted routing only. */
const isWeighted = ({ functionName, alias }: RouteOptions & { kind: 'lambda' }, lambda: Lambda): boolean =>
  lambda.function(functionName)?.alias(alias).RoutingConfig !== undefined;

function ofVersion(
  { functionName, alias }: RouteOptions & { kind: 'lambda' },
  version: string,
  minute: number,
  seen: Totals,
  cloudwatch: CloudWatch,
): void {
  const dimensions = {
    FunctionName: functionName,
    Resource: `${functionName}:${alias}`,
    ExecutedVersion: version,
  };
  const record = (name: string, measured: Measured) =>
    cloudwatch.record({ namespace: 'AWS/Lambda', name, dimensions }, minute, measured);
  record('Invocations', counted(seen.requests, seen.requests));
  record('Errors', counted(seen.errors, seen.requests));
  record('Duration', duration(seen, 1));
}
