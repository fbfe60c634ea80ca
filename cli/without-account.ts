/** An ARN's own part. It begins with `arn:PARTITION:SERVICE:REGION:ACCOUNT:`, some of which CloudFormation fills in. */
export const withoutAccount = (arn: string): string =>
  arn.replaceAll(/\$\{AWS::\w+\}/g, '').replace(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:/, '');
