import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { z } from 'zod';
import type { ShiftReceipt, Slot, Split, TrafficRouter } from '../../rollout/ports.ts';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';
import { NotFound } from '../errors.ts';
import type { Statement, TrafficProvider } from '../provider.ts';
import { bySlot, ofSlot, otherSlot } from '../slots.ts';
import { type Forward, forwardOf, withWeights } from './_forward.ts';
import { inForce, integerWeights, shares } from './_weights.ts';

const arnOf = (kind: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^arn:[^:]+:elasticloadbalancing:[^:]+:[^:]+:${kind}/`), `is an ARN with ${example}`);

const config = z.strictObject({
  kind: z
    .literal('alb')
    .describe('An Application Load Balancer that forwards to two weighted target groups.'),
  rule: arnOf('listener-rule/app', 'listener-rule/app/...')
    .optional()
    .describe(
      "ARN of the listener rule that forwards to both target groups. Give this, or `listener` for the listener's default action.",
    ),
  listener: arnOf('listener/app', 'listener/app/...')
    .optional()
    .describe('ARN of the listener whose default action forwards to both target groups.'),
  targetGroups: bySlot(arnOf('targetgroup', 'targetgroup/...')).describe(
    'ARN of the target group of each slot.',
  ),
});

type Config = z.infer<typeof config>;

function problems({ rule, listener }: Config): readonly string[] {
  if (rule !== undefined && listener !== undefined) {
    return [
      "Give `rule` or `listener`, not both: the weights are the rule's, or those of the listener's default action.",
    ];
  }
  return rule === undefined && listener === undefined ? ['Give the ARN of a `rule` or of a `listener`.'] : [];
}

/** Weights are integers from 0 to 999. With a total of 1000, only 100% needs one more than that: see `clamped`. */
const weightStepPercent = 0.1;
const maximumWeight = 999;

function permissions({ rule, listener }: Config) {
  const read: Statement[] = [
    {
      actions: [
        rule === undefined ? 'elasticloadbalancing:DescribeListeners' : 'elasticloadbalancing:DescribeRules',
      ],
      resources: ['*'],
      why: 'Elastic Load Balancing has no resource-level permissions for its Describe actions.',
    },
  ];
  const modify: Statement =
    rule === undefined
      ? {
          actions: ['elasticloadbalancing:ModifyListener'],
          resources: listener === undefined ? [] : [listener],
        }
      : { actions: ['elasticloadbalancing:ModifyRule'], resources: [rule] };
  return { read, check: read, write: [...read, modify] };
}

function create(config: Config, { elbv2 }: Pick<Clients, 'elbv2'>): TrafficRouter {
  const { targetGroups } = config;
  const place = config.rule ?? config.listener ?? '';

  async function actions(): Promise<readonly Action[]> {
    const found = config.rule === undefined ? await ofListener() : await ofRule();
    if (found === undefined) throw new NotFound(`There is no ${place}.`);
    return found;
  }

  async function ofRule() {
    const about = { action: 'elasticloadbalancing:DescribeRules', resource: place };
    const { Rules } = await call(about, () => elbv2.send(new DescribeRulesCommand({ RuleArns: [place] })));
    return Rules?.[0]?.Actions;
  }

  async function ofListener() {
    const about = { action: 'elasticloadbalancing:DescribeListeners', resource: place };
    const { Listeners } = await call(about, () =>
      elbv2.send(new DescribeListenersCommand({ ListenerArns: [place] })),
    );
    return Listeners?.[0]?.DefaultActions;
  }

  async function write(changed: Action[]): Promise<void> {
    if (config.rule === undefined) {
      await call({ action: 'elasticloadbalancing:ModifyListener', resource: place }, () =>
        elbv2.send(new ModifyListenerCommand({ ListenerArn: place, DefaultActions: changed })),
      );
    } else {
      await call({ action: 'elasticloadbalancing:ModifyRule', resource: place }, () =>
        elbv2.send(new ModifyRuleCommand({ RuleArn: place, Actions: changed })),
      );
    }
  }

  const live = (forward: Forward): Record<Slot, number> =>
    shares(
      Object.fromEntries(
        Object.entries(targetGroups).map(([slot, arn]) => [slot, forward.weights[arn] ?? 0]),
      ),
    );

  async function shift(split: Split): Promise<ShiftReceipt> {
    const { stable, canary } = integerWeights(split, weightStepPercent);
    const found = await actions();
    forwardOf(found, targetGroups, place);
    const weights = {
      [ofSlot(targetGroups, split.stable)]: clamped(stable),
      [ofSlot(targetGroups, split.canary)]: clamped(canary),
    };
    await write(withWeights(found, weights));
    return {};
  }

  return {
    weightStepPercent,

    async read() {
      const forward = forwardOf(await actions(), targetGroups, place);
      const { stickySeconds } = forward;
      return {
        weights: live(forward),
        assignment:
          stickySeconds === null
            ? { unit: 'request', lastsSeconds: 0 }
            : { unit: 'client', lastsSeconds: stickySeconds },
        settleSeconds: 0,
      };
    },

    shift,
    restore: (stable) => shift({ stable, canary: otherSlot(targetGroups, stable), canaryPercent: 0 }),

    async check(split) {
      const weights = live(forwardOf(await actions(), targetGroups, place));
      return { settled: inForce(weights, split), weights };
    },
  };
}

/** 1000 of 1000 becomes 999 of 999: the same share, since the other weight is 0 then. */
const clamped = (weight: number): number => Math.min(maximumWeight, weight);

/**
 * Errors and slow answers of the targets, per target group. What the load balancer answers by itself (503 without a healthy
 * target) has no target group in CloudWatch; the workload's health covers it.
 */
function defaultMetrics(config: Config) {
  const LoadBalancer = (config.rule ?? config.listener ?? '').split(/:listener(?:-rule)?\//)[1];
  const dimensionsBySlot = Object.fromEntries(
    Object.entries(config.targetGroups).map(([slot, arn]) => [
      slot,
      {
        LoadBalancer: LoadBalancer?.split('/').slice(0, 3).join('/') ?? '',
        TargetGroup: arn.slice(arn.lastIndexOf(':') + 1),
      },
    ]),
  );
  const shared = { kind: 'cloudwatch', namespace: 'AWS/ApplicationELB', dimensionsBySlot };
  return [
    { ...shared, name: 'errors', total: 'RequestCount', bad: 'HTTPCode_Target_5XX_Count' },
    // One second is a guess that suits few; a spec that cares names its own limit.
    { ...shared, name: 'latency', duration: 'TargetResponseTime', durationUnit: 'seconds', slowerThan: '1s' },
  ];
}

export const alb = {
  config,
  problems,
  permissions,
  usualUnit: 'request',
  create,
  defaultMetrics,
} satisfies TrafficProvider<Config>;
