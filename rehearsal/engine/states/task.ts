import type { TaskState } from '../definition.ts';
import { dataLimitExceeded, StateFailure } from '../errors.ts';
import { type Integration, integrationOf } from '../integration.ts';
import { isTooLarge, type Json } from '../json.ts';
import { withRescue } from '../retry.ts';
import { answerTo } from '../task-answer.ts';
import { taskLog } from '../task-log.ts';
import type { Step, Visit } from '../visit.ts';

export function task(visit: Visit<TaskState>): Promise<Step> {
  const { state } = visit;
  const integration = integrationOf(state.Resource);
  return withRescue(visit, async () => {
    const result = await attempt(visit, integration);
    return { output: await visit.leave(state, result, { sight: { result } }), next: state.Next };
  });
}

async function attempt(visit: Visit<TaskState>, integration: Integration): Promise<Json> {
  const { state, branch, input } = visit;
  const { tokens, arn } = branch.host;
  const resultComesByToken = integration.kind === 'service' && integration.until === 'token';
  visit.taskToken = takesToken(integration) ? tokens.issue() : undefined;

  const given = state.Arguments === undefined ? input : await visit.read(state.Arguments, 'Arguments');
  const role = state.Credentials?.RoleArn;
  const roleArn = role === undefined ? undefined : await visit.readAs('string', role, 'Credentials/RoleArn');
  const timeoutSeconds = await seconds(visit, 'TimeoutSeconds');
  const heartbeatSeconds = await seconds(visit, 'HeartbeatSeconds');

  const log = taskLog(branch, integration);
  log.scheduled({ resource: state.Resource, input: given, timeoutSeconds, heartbeatSeconds, roleArn });
  log.started();
  try {
    const answer = await answerTo(branch, {
      call: {
        resource: state.Resource,
        arguments: given,
        stateName: visit.name,
        executionArn: arn,
        attempt: visit.retryCount ?? 0,
        ...(visit.taskToken !== undefined && { taskToken: visit.taskToken }),
        ...(roleArn !== undefined && { credentials: { RoleArn: roleArn } }),
      },
      resultComesByToken,
      timeoutSeconds,
      heartbeatSeconds,
      submitted: log.submitted,
    });
    const result = answer ?? null;
    if (isTooLarge(result)) {
      throw dataLimitExceeded(integration.kind === 'service' ? integration.resourceType : state.Resource);
    }
    log.succeeded(result);
    return result;
  } catch (failure) {
    if (failure instanceof StateFailure && !failure.isFinal) {
      if (failure.error === 'States.Timeout' && failure.cause === undefined) log.timedOut(failure);
      else log.failed(failure);
    }
    throw failure;
  }
}

/** Also a `.sync` task can be answered by token, recordings show. */
const takesToken = (integration: Integration) =>
  integration.kind === 'activity' || (integration.kind === 'service' && integration.until !== 'answer');

async function seconds(
  visit: Visit<TaskState>,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Promise<number | undefined> {
  const template = visit.state[field];
  return template === undefined ? undefined : visit.readAs('number', template, field);
}
