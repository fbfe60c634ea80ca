import type { Need } from '../functions/_task.ts';
import type { Statement } from '../providers/provider.ts';
import type { Spec } from '../rollout/spec/spec.ts';
import { type Alarm, alarms } from './alarms.ts';
import { grantsMetadata } from './granted.ts';
import { type Definition, type Machine, machine } from './machine.ts';
import { mergeStatements } from './merge-statements.ts';
import { type Names, names } from './names.ts';
import { permissions } from './permissions.ts';
import { type Notification, notifications, type Rule, rules, type Timer, timers } from './rules.ts';

/** What a deployment is made of; deploy/sources.ts reads it from the repository. */
export type Sources = {
  readonly specs: readonly Spec[];
  readonly definition: Definition;
  readonly handlers: readonly HandlerSource[];
};

export type HandlerSource = {
  /** `shift-traffic`: the state `Shift traffic`, or a handler of events. */
  readonly name: string;
  /** Path from the root of the repository. */
  readonly file: string;
  readonly calledBy: 'machine' | 'events';
  readonly needs: readonly Need[];
};

export type DeployedFunction = HandlerSource & {
  /** What Lambda calls it: `haldane-dev-shift-traffic`. */
  readonly deployedName: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly statements: readonly Statement[];
};

/**
 * Everything that depends on the specs, the machine and the handlers. serverless.yml deploys it, the rehearsal runs it.
 * All of it but `names` is plain JSON.
 */
export type Deployment = {
  readonly names: Names;
  readonly functions: readonly DeployedFunction[];
  readonly machine: Machine;
  readonly rules: readonly Rule[];
  readonly timers: readonly Timer[];
  readonly notifications: readonly Notification[];
  readonly alarms: readonly Alarm[];
  /** What was granted for which need, kept in the template for `haldane apply`. */
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** A plan waits longer than this for late writers (`lateWriterSeconds`), so a handler must not live longer. */
export const timeoutSeconds = 30;

/** Lambda gives processor time by memory; with much less, loading the SDK takes longer than the work. */
const memoryMegabytes = 512;

/** ARNs in it hold CloudFormation's pseudo parameters, `${AWS::Region}`, `${AWS::AccountId}` and `${AWS::Partition}`. */
export function deployment({ specs, definition, handlers }: Sources, stage = 'dev'): Deployment {
  const named = names(stage);
  const allowed = permissions(specs, named);
  return {
    names: named,
    functions: handlers.map((handler) => ({
      ...handler,
      deployedName: named.functionName(handler.name),
      timeoutSeconds,
      memoryMegabytes,
      statements: mergeStatements([
        ...handler.needs.flatMap((need) => allowed[need]),
        ...ownStatements(handler, named),
      ]),
    })),
    machine: machine(definition, named),
    rules: rules(specs, named),
    timers: timers(named),
    notifications: notifications(specs, named),
    alarms: alarms(named),
    metadata: grantsMetadata(specs, named),
  };
}

/** What every function may do for its own telemetry, and one that EventBridge calls for what it could not handle. */
function ownStatements({ name, calledBy }: HandlerSource, names: Names): readonly Statement[] {
  return [
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [names.logStreamsArn(name)],
      why: 'Streams of its own log group; Lambda makes up their names.',
    },
    {
      actions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
      resources: ['*'],
      why: 'X-Ray knows no resource type for traces.',
    },
    ...(calledBy === 'events' ? [{ actions: ['sqs:SendMessage'], resources: [names.deadLettersArn] }] : []),
  ];
}
