import { z } from 'zod';
import { arn } from './arn.ts';

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
  const whole = name.startsWith('arn:') ? name : arn.regional('lambda', `function:${name}`);
  return qualifier === undefined ? whole : `${whole}:${qualifier}`;
};
