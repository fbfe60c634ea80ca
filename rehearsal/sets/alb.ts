import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { alb } from '../../providers/traffic/alb.ts';
import { type TrafficSet, withConfig } from './set.ts';

/** The listener or rule, and both target groups, under the ARNs that the spec gives them. */
export const albSet: TrafficSet = withConfig(alb.config, ({ rule, listener, targetGroups }, { elbv2 }) => {
  const slots = Object.keys(targetGroups);
  for (const [slot, arn] of Object.entries(targetGroups)) elbv2.createTargetGroup({ name: slot, arn });
  const forward: Action[] = [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: slots.map((slot, index) => ({
          TargetGroupArn: targetGroups[slot],
          Weight: index === 0 ? 100 : 0,
        })),
      },
    },
  ];
  const listenerArn = listener ?? listenerOf(rule ?? '');
  elbv2.createListener({
    loadBalancer: 'rehearsed',
    arn: listenerArn,
    defaultActions: rule === undefined ? forward : [{ Type: 'fixed-response' }],
  });
  if (rule !== undefined) elbv2.createRule({ listenerArn, arn: rule, actions: forward });
  return {
    route: { kind: 'alb', listenerOrRuleArn: rule ?? listenerArn, targetGroups },
    stable: slots[0] ?? '',
  };
});

/** A rule's ARN is its listener's, another word and one more id. */
const listenerOf = (rule: string): string =>
  rule.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
