/**
 * What things are called in the account, and their ARNs. Names are fixed rather than made by CloudFormation, so that roles,
 * functions and the machine can name each other without a circle. ARNs hold CloudFormation's pseudo parameters.
 */
export type Names = ReturnType<typeof names>;

export function names(stage: string) {
  const prefix = `haldane-${stage}`;
  const arn = (service: string, resource: string) =>
    `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
  const functionName = (name: string) => `${prefix}-${name}`;
  const stateMachine = `${prefix}-rollout`;
  return {
    prefix,
    table: prefix,
    stateMachine,
    functionName,
    tableArn: arn('dynamodb', `table/${prefix}`),
    stateMachineArn: arn('states', `stateMachine:${stateMachine}`),
    executionsArn: arn('states', `execution:${stateMachine}:*`),
    pagesArn: arn('sns', `${prefix}-pages`),
    deadLettersArn: arn('sqs', `${prefix}-dead-letters`),
    defaultBusArn: arn('events', 'event-bus/default'),
    functionArn: (name: string) => arn('lambda', `function:${functionName(name)}`),
    logStreamsArn: (name: string) => arn('logs', `log-group:/aws/lambda/${functionName(name)}:*`),
  };
}
