import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { STSClient } from '@aws-sdk/client-sts';
import { type AwsClients, awsClients } from '../providers/clients.ts';

/** The AWS clients of the commands; only what they call. */
export type Aws = {
  readonly cloudformation: Pick<CloudFormationClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly sfn: Pick<SFNClient, 'send'>;
  readonly sts: Pick<STSClient, 'send'>;
  /** Those of the providers. */
  readonly clients: AwsClients;
  /** As the clients found it: from the argument, the environment or the profile. Rejects if there is none. */
  readonly region: () => Promise<string>;
};

export function realAws(region?: string): Aws {
  const options = {
    maxAttempts: 3,
    // A person waits in front of the terminal. `abort` is the longest call: its handler may take 30 seconds.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 40_000, throwOnRequestTimeout: true },
    ...(region === undefined ? {} : { region }),
  };
  const sts = new STSClient(options);
  return {
    cloudformation: new CloudFormationClient(options),
    dynamodb: new DynamoDBClient(options),
    events: new EventBridgeClient(options),
    lambda: new LambdaClient(options),
    sfn: new SFNClient(options),
    sts,
    clients: awsClients(region === undefined ? {} : { region }),
    region: () => sts.config.region(),
  };
}
