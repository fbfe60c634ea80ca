import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Slot } from '../../rollout/ports.ts';
import { NotOwned } from '../errors.ts';

export type Forward = {
  /** Weight by target group ARN. */
  readonly weights: Readonly<Record<string, number>>;
  /** How long a client stays with its target group; `null` without stickiness. */
  readonly stickySeconds: number | null;
};

/** The forward action among a rule's actions, or `NotOwned` if it does not forward to exactly these target groups. */
export function forwardOf(
  actions: readonly Action[],
  targetGroups: Readonly<Record<Slot, string>>,
  place: string,
): Forward {
  const config = actions.find(({ Type }) => Type === 'forward')?.ForwardConfig;
  const groups = config?.TargetGroups ?? [];
  const weights = Object.fromEntries(
    groups.flatMap(({ TargetGroupArn, Weight = 1 }) => (TargetGroupArn ? [[TargetGroupArn, Weight]] : [])),
  );
  const wanted = Object.values(targetGroups);
  if (groups.length !== wanted.length || wanted.some((arn) => weights[arn] === undefined)) {
    const found = groups.map(({ TargetGroupArn }) => TargetGroupArn).join(', ') || 'no target group';
    throw new NotOwned(`${place} should forward to ${wanted.join(' and ')}; it forwards to ${found}.`);
  }
  const sticky = config?.TargetGroupStickinessConfig;
  return {
    weights,
    stickySeconds: sticky?.Enabled ? (sticky.DurationSeconds ?? longestStickySeconds) : null,
  };
}

/** "The range is 1-604800 seconds (7 days)" in the API reference of TargetGroupStickinessConfig. */
const longestStickySeconds = 604_800;

/** The same actions with other weights; everything else (other actions, their order, stickiness) as found. */
export function withWeights(actions: readonly Action[], weights: Readonly<Record<string, number>>): Action[] {
  return actions.map((action) => {
    if (action.Type === 'authenticate-oidc' && action.AuthenticateOidcConfig) {
      // AWS never tells the client secret; without this flag a modification would have to bring it along.
      return {
        ...action,
        AuthenticateOidcConfig: { ...action.AuthenticateOidcConfig, UseExistingClientSecret: true },
      };
    }
    if (action.Type !== 'forward') return action;
    const { TargetGroupArn: _, ForwardConfig, ...rest } = action;
    const TargetGroups = Object.entries(weights).map(([TargetGroupArn, Weight]) => ({
      TargetGroupArn,
      Weight,
    }));
    return { ...rest, ForwardConfig: { ...ForwardConfig, TargetGroups } };
  });
}
