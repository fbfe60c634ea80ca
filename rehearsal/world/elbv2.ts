import type {
  Action,
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  Listener,
  ModifyListenerCommandInput,
  ModifyListenerCommandOutput,
  ModifyRuleCommandInput,
  ModifyRuleCommandOutput,
  Rule,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, required } from './aws-error.ts';
import { arn } from './place.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export interface Elbv2 {
  readonly operations: Operations;
  /** Answers its ARN, the given one if there is one. */
  createTargetGroup(group: { readonly name: string; readonly arn?: string }): string;
  /** From now on the group's targets are what `targets` says whenever somebody asks: ECS registers its tasks so. */
  attach(targetGroupArn: string, targets: () => readonly TargetHealthDescription[]): void;
  /** A listener with its default actions. Answers its ARN. */
  createListener(listener: {
    readonly loadBalancer: string;
    readonly arn?: string;
    readonly defaultActions: readonly Action[];
  }): string;
  /** A rule in front of a listener's default actions. Answers its ARN. */
  createRule(rule: {
    readonly listenerArn: string;
    readonly arn?: string;
    readonly actions: readonly Action[];
  }): string;
  /** Somebody switches target group stickiness on. */
  stick(listenerOrRuleArn: string, seconds: number): void;
  /** The actions by which requests are forwarded at this moment: a change takes some seconds to reach every node. */
  actionsInForce(listenerOrRuleArn: string): readonly Action[];
}

type Forwarding = { actions: readonly Action[]; before: readonly Action[]; inForceMillis: number };
type Group = {
  readonly name: string;
  readonly arn: string;
  targets: () => readonly TargetHealthDescription[];
};

/** AWS gives no number; a few seconds are what people see. */
const propagation = { leastMillis: 1_000, mostMillis: 6_000 };

export function createElbv2({ clock, random }: Surroundings): Elbv2 {
  const groups = new Map<string, Group>();
  const listeners = new Map<string, Forwarding>();
  const rules = new Map<string, Forwarding & { readonly listenerArn: string; readonly priority: string }>();
  const inPlace = (actions: readonly Action[]): Forwarding => ({
    actions: complete(actions),
    before: actions,
    inForceMillis: 0,
  });

  const found = <T>(map: ReadonlyMap<string, T>, arn: string | undefined, kind: 'Listener' | 'Rule'): T => {
    const value = map.get(required(arn, `${kind.toLowerCase()}Arn`));
    if (value === undefined)
      throw new AwsError(`${kind}NotFound`, `One or more ${kind.toLowerCase()}s not found`);
    return value;
  };
  const forwardingOf = (arn: string): Forwarding => rules.get(arn) ?? found(listeners, arn, 'Listener');
  const modify = (target: Forwarding, actions: readonly Action[] | undefined): void => {
    if (actions === undefined) return;
    checkActions(actions, groups);
    target.before = target.actions;
    target.actions = complete(actions);
    target.inForceMillis =
      clock.now() + Math.round(random.between(propagation.leastMillis, propagation.mostMillis));
  };
  const asRule = (arn: string): Rule => {
    const { actions, priority } = found(rules, arn, 'Rule');
    return { RuleArn: arn, Priority: priority, Conditions: [], Actions: [...actions], IsDefault: false };
  };
  const asListener = (arn: string): Listener => ({
    ListenerArn: arn,
    LoadBalancerArn: arn.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, ''),
    Port: 443,
    Protocol: 'HTTPS',
    DefaultActions: [...found(listeners, arn, 'Listener').actions],
  });
  const anywhere = (action: string) => () => ({ action: `elasticloadbalancing:${action}`, resources: ['*'] });

  return {
    createTargetGroup({
      name,
      arn: groupArn = arn('elasticloadbalancing', `targetgroup/${name}/${random.hex(16)}`),
    }) {
      groups.set(groupArn, { name, arn: groupArn, targets: () => [] });
      return groupArn;
    },
    attach(targetGroupArn, targets) {
      const group = groups.get(targetGroupArn);
      if (group === undefined) throw noSuchGroup();
      group.targets = targets;
    },
    createListener({
      loadBalancer,
      arn: listenerArn = arn(
        'elasticloadbalancing',
        `listener/app/${loadBalancer}/${random.hex(16)}/${random.hex(16)}`,
      ),
      defaultActions,
    }) {
      listeners.set(listenerArn, inPlace(defaultActions));
      return listenerArn;
    },
    createRule({
      listenerArn,
      arn: ruleArn = `${listenerArn.replace(':listener/', ':listener-rule/')}/${random.hex(16)}`,
      actions,
    }) {
      const before = [...rules.values()].filter((rule) => rule.listenerArn === listenerArn).length;
      rules.set(ruleArn, { ...inPlace(actions), listenerArn, priority: String(before + 1) });
      return ruleArn;
    },
    stick(listenerOrRuleArn, DurationSeconds) {
      const forwarding = forwardingOf(listenerOrRuleArn);
      const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds };
      const actions = forwarding.actions.map((action) =>
        action.ForwardConfig === undefined
          ? action
          : { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroupStickinessConfig } },
      );
      Object.assign(forwarding, inPlace(actions));
    },
    actionsInForce(listenerOrRuleArn) {
      const forwarding = forwardingOf(listenerOrRuleArn);
      return clock.now() >= forwarding.inForceMillis ? forwarding.actions : forwarding.before;
    },
    operations: {
      DescribeRules: operation<DescribeRulesCommandInput, DescribeRulesCommandOutput>(
        anywhere('DescribeRules'),
        ({ RuleArns, ListenerArn }) => ({
          Rules: (
            RuleArns ?? [...rules].filter(([, rule]) => rule.listenerArn === ListenerArn).map(([arn]) => arn)
          ).map(asRule),
        }),
      ),
      ModifyRule: operation<ModifyRuleCommandInput, ModifyRuleCommandOutput>(
        ({ RuleArn }) => ({
          action: 'elasticloadbalancing:ModifyRule',
          resources: [required(RuleArn, 'ruleArn')],
        }),
        ({ RuleArn, Actions }) => {
          modify(found(rules, RuleArn, 'Rule'), Actions);
          return { Rules: [asRule(required(RuleArn, 'ruleArn'))] };
        },
      ),
      DescribeListeners: operation<DescribeListenersCommandInput, DescribeListenersCommandOutput>(
        anywhere('DescribeListeners'),
        ({ ListenerArns = [] }) => ({ Listeners: ListenerArns.map(asListener) }),
      ),
      ModifyListener: operation<ModifyListenerCommandInput, ModifyListenerCommandOutput>(
        ({ ListenerArn }) => ({
          action: 'elasticloadbalancing:ModifyListener',
          resources: [required(ListenerArn, 'listenerArn')],
        }),
        ({ ListenerArn, DefaultActions }) => {
          modify(found(listeners, ListenerArn, 'Listener'), DefaultActions);
          return { Listeners: [asListener(required(ListenerArn, 'listenerArn'))] };
        },
      ),
      DescribeTargetGroups: operation<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>(
        anywhere('DescribeTargetGroups'),
        ({ TargetGroupArns, Names }) => ({
          TargetGroups: [...groups.values()]
            .filter(
              ({ arn, name }) => (TargetGroupArns?.includes(arn) ?? true) && (Names?.includes(name) ?? true),
            )
            .map(({ arn, name }) => ({
              TargetGroupArn: arn,
              TargetGroupName: name,
              TargetType: 'ip',
              Protocol: 'HTTP',
            })),
        }),
      ),
      DescribeTargetHealth: operation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput>(
        anywhere('DescribeTargetHealth'),
        ({ TargetGroupArn }) => {
          const group = groups.get(required(TargetGroupArn, 'targetGroupArn'));
          if (group === undefined) throw noSuchGroup();
          return { TargetHealthDescriptions: [...group.targets()] };
        },
      ),
    },
  };
}

/** ELB shows one target group twice: as TargetGroupArn too, and stickiness always has its members. */
function complete(actions: readonly Action[]): readonly Action[] {
  return actions.map((action) => {
    if (action.Type !== 'forward') return action;
    const targets = action.ForwardConfig?.TargetGroups ?? [
      { TargetGroupArn: action.TargetGroupArn, Weight: 1 },
    ];
    return {
      ...action,
      ...(targets.length === 1 ? { TargetGroupArn: targets[0]?.TargetGroupArn } : {}),
      ForwardConfig: {
        TargetGroups: targets.map(({ TargetGroupArn, Weight = 1 }) => ({ TargetGroupArn, Weight })),
        TargetGroupStickinessConfig: action.ForwardConfig?.TargetGroupStickinessConfig ?? { Enabled: false },
      },
    };
  });
}

function checkActions(actions: readonly Action[], groups: ReadonlyMap<string, Group>): void {
  for (const { TargetGroups = [] } of actions.flatMap(({ ForwardConfig }) => ForwardConfig ?? [])) {
    for (const { TargetGroupArn = '', Weight = 1 } of TargetGroups) {
      if (!groups.has(TargetGroupArn)) throw noSuchGroup();
      if (!Number.isInteger(Weight) || Weight < 0 || Weight > 999) {
        throw new AwsError('ValidationError', 'Target group weight must be between 0 and 999');
      }
    }
  }
}

const noSuchGroup = () => new AwsError('TargetGroupNotFound', 'One or more target groups not found');
