import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Names, names } from '../deploy/names.ts';
import { call } from '../providers/call.ts';
import type { Aws } from './aws.ts';

/** Where Haldane is deployed, and who asks. */
export type Account = {
  readonly aws: Aws;
  readonly names: Names;
  readonly region: string;
  /** The caller as people know them: the user's or the session's name. */
  readonly by: string;
  /** Replaces CloudFormation's pseudo parameters in a name or ARN. */
  readonly fill: (text: string) => string;
  /** The page of an execution in the Step Functions console. */
  readonly consoleLink: (executionArn: string) => string;
};

export async function account(aws: Aws, stage: string): Promise<Account> {
  const [region, { accountId, partition, by }] = await Promise.all([aws.region(), caller(aws)]);
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::AccountId': accountId,
  };
  return {
    aws,
    names: names(stage),
    region,
    by,
    fill: (text) => text.replace(/\$\{(AWS::\w+)\}/g, (whole, name: string) => pseudo[name] ?? whole),
    consoleLink: (arn) =>
      `https://${region}.${consoleDomains[partition] ?? consoleDomains.aws}/states/home?region=${region}#/v2/executions/details/${arn}`,
  };
}

/** Who calls. The signal ends the waiting for an answer. */
export async function caller(
  { sts }: Aws,
  abortSignal?: AbortSignal,
): Promise<{ readonly accountId: string; readonly partition: string; readonly by: string }> {
  const { Account: accountId = '', Arn = '' } = await call(
    { action: 'sts:GetCallerIdentity', resource: 'your credentials' },
    () => sts.send(new GetCallerIdentityCommand({}), abortSignal === undefined ? {} : { abortSignal }),
  );
  const [, partition = 'aws'] = Arn.split(':');
  // arn:aws:sts::123456789012:assumed-role/Deployer/jane, arn:aws:iam::123456789012:user/jane, ...:root
  return { accountId, partition, by: Arn.split(/[:/]/).at(-1) ?? accountId };
}

const consoleDomains: Readonly<Record<string, string>> & { readonly aws: string } = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};
