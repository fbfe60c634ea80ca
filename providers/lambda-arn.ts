import { z } from 'zod';

/** A function by name, or by ARN without a qualifier. */
export const functionName = z
  .string()
  .regex(
    /^(arn:[^:]+:lambda:[^:]+:\d+:function:)?[A-Za-z0-9-_]{1,64}$/,
    'is a function name, or its ARN without version or alias',
  );

/** `name` of a name or an ARN. */
export const bareName = (name: string): string => name.slice(name.lastIndexOf(':') + 1);

/**
 * The ARNs that IAM compares with: that of the function for calls without a qualifier (aliases are managed by it too),
 * and one with the qualifier for calls that name a version.
 */
export const functionArn = (name: string, qualifier?: string): string => {
  const arn = name.startsWith('arn:')
    ? name
    : `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`;
  return qualifier === undefined ? arn : `${arn}:${qualifier}`;
};
