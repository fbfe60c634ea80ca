/** The account and region in which every rehearsal takes place: AWS's own documentation account. */
export const region = 'us-east-1';
export const accountId = '123456789012';

/** `arn('lambda', 'function:shift-traffic')`. IAM and Route 53 are global: their ARNs name no region. */
export function arn(service: string, resource: string): string {
  const where = service === 'iam' || service === 'route53' ? '' : region;
  const whose = service === 'route53' ? '' : accountId;
  return `arn:aws:${service}:${where}:${whose}:${resource}`;
}

/** IAM policies as serverless.yml writes them, with the pseudo parameters that CloudFormation fills in. */
export function fillPseudoParameters(text: string): string {
  return text
    .replaceAll(`\${AWS::Partition}`, 'aws')
    .replaceAll(`\${AWS::Region}`, region)
    .replaceAll(`\${AWS::AccountId}`, accountId);
}

export const functionArn = (name: string): string => arn('lambda', `function:${name}`);
export const machineArn = (name: string): string => arn('states', `stateMachine:${name}`);
export const topicArn = (name: string): string => arn('sns', name);
