/** ARNs with CloudFormation's pseudo parameters, for the statements of an IAM policy. */
export const arn = {
  /** Of this account and region: `arn:...:ecs:...:...:service/shop/api`. */
  regional: (service: string, resource: string): string =>
    `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
  /** Of this account in every region: IAM roles. */
  global: (service: string, resource: string): string =>
    `arn:\${AWS::Partition}:${service}::\${AWS::AccountId}:${resource}`,
  /** Without account and region: hosted zones. */
  unowned: (service: string, resource: string): string => `arn:\${AWS::Partition}:${service}:::${resource}`,
};
