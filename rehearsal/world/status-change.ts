import type { Execution } from '../engine/index.ts';
import type { Surroundings } from './service.ts';

/** "Execution status change event examples", Step Functions developer guide. */
export function statusChange(execution: Execution): Parameters<Surroundings['emit']>[0] {
  const { arn, stateMachineArn, name, status, startMillis, stopMillis, input, output, error, cause } =
    execution;
  return {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn,
      name,
      status,
      startDate: startMillis,
      stopDate: stopMillis ?? null,
      input: JSON.stringify(input),
      output: output === undefined ? null : JSON.stringify(output),
      error: error ?? null,
      cause: cause ?? null,
      inputDetails: { included: true },
      outputDetails: output === undefined ? null : { included: true },
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: status === 'SUCCEEDED' || status === 'RUNNING' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    },
  };
}
