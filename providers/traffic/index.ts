import type { TrafficProvider } from '../provider.ts';
import { alb } from './alb.ts';
import { lambdaAlias } from './lambda-alias.ts';
import { route53 } from './route53.ts';

/** Every traffic router, by its `kind` in a spec. */
export const traffic = {
  alb,
  'lambda-alias': lambdaAlias,
  route53,
} as const satisfies Record<string, TrafficProvider>;

export type TrafficKind = keyof typeof traffic;
