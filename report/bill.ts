/** What a rollout costs in us-east-1, without the free tier and without what costs less than either (DynamoDB, events, logs). */
export type Bill = {
  readonly transitions: number;
  readonly invocations: number;
  readonly invocationSeconds: number;
  readonly stepFunctionsDollars: number;
  readonly lambdaDollars: number;
  readonly dollars: number;
};

/** $0.025 per 1,000 transitions of a Standard workflow, retries included: https://aws.amazon.com/step-functions/pricing/ */
const dollarsPerTransition = 0.000025;

/** arm64, $0.20 per million requests: https://aws.amazon.com/lambda/pricing/ */
const dollarsPerInvocation = 0.0000002;
const dollarsPerGigabyteSecond = 0.0000133334;

/** As serverless.yml deploys the handlers. */
const assumedMegabytes = 512;

export function bill(used: {
  /** States entered and retries: a transition is counted "each time a step of your workflow is executed". */
  readonly transitions: number;
  readonly invocations: number;
  /** From the call to its answer as Step Functions saw it, which is a little longer than what Lambda bills. */
  readonly invocationSeconds: number;
}): Bill {
  const stepFunctionsDollars = used.transitions * dollarsPerTransition;
  const lambdaDollars =
    used.invocations * dollarsPerInvocation +
    used.invocationSeconds * (assumedMegabytes / 1024) * dollarsPerGigabyteSecond;
  return { ...used, stepFunctionsDollars, lambdaDollars, dollars: stepFunctionsDollars + lambdaDollars };
}

export const billAssumptions =
  `us-east-1 list prices without the free tier: $0.025 per 1,000 state transitions, retries included; Lambda on arm64 ` +
  `at $0.20 per million requests and $0.0000133334 per GB-second, with ${assumedMegabytes} MB and durations as Step Functions saw them. ` +
  `DynamoDB, EventBridge, CloudWatch and what the canary itself ran on are not counted.`;
