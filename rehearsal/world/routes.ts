import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Elbv2 } from './elbv2.ts';
import type { Lambda } from './lambda.ts';
import { createResolvers, type ResolverOptions } from './resolvers.ts';
import type { Route53 } from './route53.ts';

export type RouteOptions =
  | { readonly kind: 'route53'; readonly record: string; readonly resolvers?: ResolverOptions }
  | {
      readonly kind: 'alb';
      readonly listenerOrRuleArn: string;
      /** Target group ARN by slot. */
      readonly targetGroups: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'lambda'; readonly functionName: string; readonly alias: string };

/** The part of the requests that goes to a slot now. `late`: only because a resolver holds an answer longer than it may, or a session lasts. */
export type SlotShare = { readonly slot: string; readonly share: number; readonly late: boolean };

export type Route = { readonly shares: () => readonly SlotShare[] };

type Parts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly route53: Route53;
  readonly elbv2: Elbv2;
  readonly lambda: Lambda;
};

/** How requests find a slot: through cached DNS answers, a load balancer's weights, or an alias. */
export function createRoute(options: RouteOptions, { clock, random, route53, elbv2, lambda }: Parts): Route {
  switch (options.kind) {
    case 'route53': {
      const resolvers = createResolvers(
        { clock, random: random.fork('resolvers') },
        () => route53.resolve(options.record),
        options.resolvers,
      );
      return {
        shares: () =>
          resolvers.shares().map(({ setIdentifier, share, late }) => ({ slot: setIdentifier, share, late })),
      };
    }
    case 'alb':
      return loadBalancer(options, elbv2, clock);
    case 'lambda':
      return {
        shares: () =>
          Object.entries(lambda.function(options.functionName)?.shares(options.alias) ?? {}).map(
            ([slot, share]) => ({ slot, share, late: false }),
          ),
      };
    default:
      return options satisfies never;
  }
}

/** With stickiness only new sessions follow new weights; sessions end, on average, after the cookie's time or ten minutes. */
function loadBalancer(
  { listenerOrRuleArn, targetGroups }: RouteOptions & { kind: 'alb' },
  elbv2: Elbv2,
  clock: Clock,
): Route {
  const sessionSeconds = 600;
  let shares: Record<string, number> | undefined;
  let sinceMillis = clock.now();

  return {
    shares() {
      const forward = elbv2
        .actionsInForce(listenerOrRuleArn)
        .find(({ Type }) => Type === 'forward')?.ForwardConfig;
      const weights = forward?.TargetGroups ?? [];
      const sum = weights.reduce((total, { Weight = 0 }) => total + Weight, 0);
      const wanted = Object.fromEntries(
        Object.entries(targetGroups).map(([slot, arn]) => {
          const weight = weights.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.Weight ?? 0;
          return [slot, sum === 0 ? 0 : weight / sum];
        }),
      );
      const stickiness = forward?.TargetGroupStickinessConfig;
      const lasts = Math.min(stickiness?.DurationSeconds ?? 0, sessionSeconds);
      const elapsed = (clock.now() - sinceMillis) / 1000;
      const renewed = stickiness?.Enabled && lasts > 0 ? 1 - Math.exp(-elapsed / lasts) : 1;
      const before = shares ?? wanted;
      sinceMillis = clock.now();
      shares = Object.fromEntries(
        Object.entries(wanted).map(([slot, share]) => {
          const kept = before[slot] ?? 0;
          return [slot, kept + (share - kept) * renewed];
        }),
      );
      return Object.entries(shares).flatMap(([slot, share]) => {
        const due = Math.min(share, wanted[slot] ?? 0);
        const late = { slot, share: share - due, late: true };
        return [{ slot, share: due, late: false }, ...(late.share > 0 ? [late] : [])];
      });
    },
  };
}
