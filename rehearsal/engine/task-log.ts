import type { Branch } from './branch.ts';
import { reason } from './history.ts';
import type { Integration } from './integration.ts';
import { type Json, textOf } from './json.ts';

/** Writes what happens to a task, in the family of events that its resource belongs to. */
export interface TaskLog {
  scheduled(task: ScheduledTask): void;
  started(): void;
  submitted(answer: Json): void;
  succeeded(output: Json): void;
  failed(failure: Failure): void;
  timedOut(failure: Failure): void;
}

interface ScheduledTask {
  readonly resource: string;
  readonly input: Json;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly roleArn: string | undefined;
}

interface Failure {
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

const whole = { truncated: false };

export function taskLog(branch: Branch, integration: Integration): TaskLog {
  switch (integration.kind) {
    case 'service':
      return serviceLog(branch, integration);
    case 'function':
      return functionLog(branch);
    case 'activity':
      return activityLog(branch);
  }
}

function serviceLog(
  branch: Branch,
  { resource, resourceType }: { resource: string; resourceType: string },
): TaskLog {
  const what = { resource, resourceType };
  const output = (value: Json) => ({ ...what, output: textOf(value), outputDetails: whole });
  return {
    scheduled: (task) =>
      branch.record('TaskScheduled', {
        taskScheduledEventDetails: {
          ...what,
          region: branch.host.region,
          parameters: textOf(task.input),
          ...limits(task),
          ...credentials(task),
        },
      }),
    started: () => branch.record('TaskStarted', { taskStartedEventDetails: what }),
    submitted: (answer) => branch.record('TaskSubmitted', { taskSubmittedEventDetails: output(answer) }),
    succeeded: (value) => branch.record('TaskSucceeded', { taskSucceededEventDetails: output(value) }),
    failed: (why) => branch.record('TaskFailed', { taskFailedEventDetails: { ...what, ...reason(why) } }),
    timedOut: (why) =>
      branch.record('TaskTimedOut', { taskTimedOutEventDetails: { ...what, ...reason(why) } }),
  };
}

function functionLog(branch: Branch): TaskLog {
  return {
    scheduled: (task) =>
      branch.record('LambdaFunctionScheduled', {
        lambdaFunctionScheduledEventDetails: {
          resource: task.resource,
          input: textOf(task.input),
          inputDetails: whole,
          ...(task.timeoutSeconds !== undefined && { timeoutInSeconds: task.timeoutSeconds }),
          ...credentials(task),
        },
      }),
    started: () => branch.record('LambdaFunctionStarted'),
    submitted: () => {},
    succeeded: (value) =>
      branch.record('LambdaFunctionSucceeded', {
        lambdaFunctionSucceededEventDetails: { output: textOf(value), outputDetails: whole },
      }),
    failed: (why) => branch.record('LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: reason(why) }),
    timedOut: (why) =>
      branch.record('LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: reason(why) }),
  };
}

function activityLog(branch: Branch): TaskLog {
  return {
    scheduled: (task) =>
      branch.record('ActivityScheduled', {
        activityScheduledEventDetails: {
          resource: task.resource,
          input: textOf(task.input),
          inputDetails: whole,
          ...limits(task),
        },
      }),
    started: () => branch.record('ActivityStarted', { activityStartedEventDetails: {} }),
    submitted: () => {},
    succeeded: (value) =>
      branch.record('ActivitySucceeded', {
        activitySucceededEventDetails: { output: textOf(value), outputDetails: whole },
      }),
    failed: (why) => branch.record('ActivityFailed', { activityFailedEventDetails: reason(why) }),
    timedOut: (why) => branch.record('ActivityTimedOut', { activityTimedOutEventDetails: reason(why) }),
  };
}

const limits = ({ timeoutSeconds, heartbeatSeconds }: ScheduledTask) => ({
  ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
  ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
});

const credentials = ({ roleArn }: ScheduledTask) =>
  roleArn === undefined ? {} : { taskCredentials: { roleArn } };
