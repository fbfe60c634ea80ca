import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryCommandOutput,
  type HistoryEvent,
  ListExecutionsCommand,
} from '@aws-sdk/client-sfn';
import { call } from '../providers/call.ts';
import { allPages } from '../providers/pages.ts';
import type { Account } from './account.ts';

export type Execution = { readonly arn: string; readonly status: string; readonly input: string };

/** Null if there is no such execution. Step Functions keeps the ended ones, and their names, for 90 days. */
export async function findExecution(executionArn: string, { aws }: Account): Promise<Execution | null> {
  return call({ action: 'states:DescribeExecution', resource: executionArn }, async () => {
    try {
      const { status = 'UNKNOWN', input = '' } = await aws.sfn.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      return { arn: executionArn, status, input };
    } catch (refusal) {
      if (refusal instanceof Error && refusal.name === 'ExecutionDoesNotExist') return null;
      throw refusal;
    }
  });
}

/** Everything that happened, oldest first. */
export async function historyOf(executionArn: string, { aws }: Account): Promise<readonly HistoryEvent[]> {
  const pages = await allPages<GetExecutionHistoryCommandOutput, string>(
    (nextToken) =>
      call({ action: 'states:GetExecutionHistory', resource: executionArn }, () =>
        aws.sfn.send(
          new GetExecutionHistoryCommand({
            executionArn,
            maxResults: 1000,
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        ),
      ),
    (page) => page.nextToken,
  );
  return pages.flatMap(({ events = [] }) => events);
}

/** How many of the newest executions are looked through; older rollouts are found in the console. */
const newest = 200;

/** The newest execution of a service; its name begins with the service's, and its input names it. */
export async function lastExecutionOf(service: string, account: Account): Promise<Execution | null> {
  const { aws, names, fill } = account;
  const stateMachineArn = fill(names.stateMachineArn);
  const { executions = [] } = await call({ action: 'states:ListExecutions', resource: stateMachineArn }, () =>
    aws.sfn.send(new ListExecutionsCommand({ stateMachineArn, maxResults: newest })),
  );
  for (const { executionArn, name } of executions) {
    if (executionArn === undefined || !name?.startsWith(`${service}-`)) continue;
    const execution = await findExecution(executionArn, account);
    if (execution?.input.includes(`"${service}"`)) return execution;
  }
  return null;
}
