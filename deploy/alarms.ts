import type { Names } from './names.ts';

/** A CloudWatch alarm about Haldane itself: any such thing in one minute pages a person. */
export type Alarm = {
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Maximum';
};

export function alarms(names: Names): readonly Alarm[] {
  const errorsOf = (functionName: string, description: string): Alarm => ({
    name: `${names.prefix}-${functionName}-fails`,
    description,
    namespace: 'AWS/Lambda',
    metric: 'Errors',
    dimensions: { FunctionName: names.functionName(functionName) },
    statistic: 'Sum',
  });
  return [
    {
      name: `${names.prefix}-traffic-not-returned`,
      description:
        'An attempt to return the traffic to the stable version failed. It is repeated; look at the running execution.',
      namespace: 'Haldane',
      metric: 'TrafficNotReturned',
      // Powertools adds the service to every metric.
      dimensions: { service: 'haldane' },
      statistic: 'Sum',
    },
    {
      name: `${names.prefix}-dead-letters`,
      description:
        'An event (an image, an alarm, an abort, a stopped rollout) was not handled. It waits in the queue of dead letters.',
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: `${names.prefix}-dead-letters` },
      statistic: 'Maximum',
    },
    errorsOf('interrupt', 'An alarm or an abort could not be handled at first try. Is the traffic back?'),
    errorsOf(
      'recover',
      'The recovery of a stopped rollout could not be started at first try. Is the traffic back?',
    ),
  ];
}
