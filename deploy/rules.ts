import type { Spec } from '../rollout/spec/spec.ts';
import type { Names } from './names.ts';

export type Pattern = Readonly<Record<string, unknown>>;

/** An EventBridge rule on the default bus that calls one of our functions. */
export type Rule = { readonly name: string; readonly pattern: Pattern; readonly functionName: string };

/** An EventBridge rule that calls one of our functions again and again. */
export type Timer = { readonly name: string; readonly everyMinutes: number; readonly functionName: string };

/** An EventBridge rule that passes what rollouts announce on to a topic of the spec. */
export type Notification = { readonly name: string; readonly pattern: Pattern; readonly topicArn: string };

/** A default bus can be open to other accounts, and gather events of other regions. */
const ours: Pattern = { account: [`\${AWS::AccountId}`], region: [`\${AWS::Region}`] };

/** What starts, interrupts and recovers rollouts. */
export function rules(specs: readonly Spec[], names: Names): readonly Rule[] {
  const repositories = distinct(specs.flatMap(({ trigger }) => (trigger ? [trigger.ecr.repository] : [])));
  const alarms = distinct(specs.flatMap((spec) => spec.alarms));
  return [
    // A pattern with an empty list is refused by EventBridge, so these two need something to match.
    ...(repositories.length === 0 ? [] : [imagePushed(repositories)]),
    ...(alarms.length === 0 ? [] : [alarmFired(alarms)]),
    asked('release-requested', 'Release Requested', 'start'),
    asked('abort-requested', 'Abort Requested', 'interrupt'),
    {
      name: 'rollout-ended-badly',
      functionName: 'recover',
      pattern: {
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: { status: ['ABORTED', 'FAILED', 'TIMED_OUT'], stateMachineArn: [names.stateMachineArn] },
      },
    },
  ].map(({ name, pattern, functionName }) => ({
    name: `${names.prefix}-${name}`,
    pattern: { ...ours, ...pattern },
    functionName,
  }));
}

/** "Step Functions Execution Status Change. Delivery type: Best effort", EventBridge's reference of events. What was not told, we look for. */
export const timers = (names: Names): readonly Timer[] => [
  { name: `${names.prefix}-look-for-lost-rollouts`, everyMinutes: 10, functionName: 'recover' },
];

export function notifications(specs: readonly Spec[], names: Names): readonly Notification[] {
  return specs.flatMap(({ service, notify }) =>
    notify.map((topicArn, i) => ({
      name: `${names.prefix}-tell-${service}-${i + 1}`,
      topicArn,
      pattern: {
        ...ours,
        source: ['haldane'],
        'detail-type': announcements,
        detail: { service: [service] },
      },
    })),
  );
}

/** The detail types that statemachines/ puts on the bus; a test holds the two together. */
export const announcements: readonly string[] = [
  'Approval Needed',
  'Rollout Promoted',
  'Rollout Refused',
  'Rollout Rolled Back',
  'Rollout Stopped',
];

const imagePushed = (repositories: readonly string[]): Rule => ({
  name: 'image-pushed',
  functionName: 'start',
  pattern: {
    source: ['aws.ecr'],
    'detail-type': ['ECR Image Action'],
    detail: { 'action-type': ['PUSH'], result: ['SUCCESS'], 'repository-name': repositories },
  },
});

const alarmFired = (alarms: readonly string[]): Rule => ({
  name: 'alarm-fired',
  functionName: 'interrupt',
  pattern: {
    source: ['aws.cloudwatch'],
    'detail-type': ['CloudWatch Alarm State Change'],
    detail: { state: { value: ['ALARM'] }, alarmName: alarms },
  },
});

const asked = (name: string, detailType: string, functionName: string): Rule => ({
  name,
  functionName,
  pattern: { source: ['haldane'], 'detail-type': [detailType] },
});

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
