import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import { schemas } from '../../../providers/registry.ts';
import { trafficRouterContract } from '../../contracts/traffic-router.ts';
import { fakeAws } from '../../support/fake-aws.ts';

const elb = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';
const rule = `${elb}:listener-rule/app/shop/50dc/f2f7/9683`;
const listener = `${elb}:listener/app/shop/50dc/f2f7`;
const targetGroups = {
  blue: `${elb}:targetgroup/api-blue/73e2`,
  green: `${elb}:targetgroup/api-green/09966`,
};

function loadBalancer(sticky = { Enabled: false, DurationSeconds: 0 }) {
  const aws = fakeAws();
  const group = (TargetGroupArn: string, Weight: number) => ({ TargetGroupArn, Weight });
  const state: { actions: Action[] } = {
    actions: [
      {
        Type: 'authenticate-oidc',
        Order: 1,
        AuthenticateOidcConfig: {
          Issuer: 'https://id.example.com',
          AuthorizationEndpoint: 'https://id.example.com/a',
          TokenEndpoint: 'https://id.example.com/t',
          UserInfoEndpoint: 'https://id.example.com/u',
          ClientId: 'shop',
          UseExistingClientSecret: true,
        },
      },
      {
        Type: 'forward',
        Order: 2,
        ForwardConfig: {
          TargetGroups: [group(targetGroups.blue, 7), group(targetGroups.green, 0)],
          TargetGroupStickinessConfig: sticky,
        },
      },
    ],
  };
  aws.on(DescribeRulesCommand, () => ({ Rules: [{ Actions: state.actions }] }));
  aws.on(DescribeListenersCommand, () => ({ Listeners: [{ DefaultActions: state.actions }] }));
  aws.on(ModifyRuleCommand, ({ Actions = [] }) => {
    state.actions = Actions;
    return {};
  });
  aws.on(ModifyListenerCommand, ({ DefaultActions = [] }) => {
    state.actions = DefaultActions;
    return {};
  });
  const groups = () => state.actions[1]?.ForwardConfig?.TargetGroups ?? [];
  return { aws, state, groups, add: (arn: string) => groups().push(group(arn, 1)) };
}

const sticky = { Enabled: true, DurationSeconds: 3600 };
describe.each([
  { place: { rule }, assignment: { unit: 'request', lastsSeconds: 0 } },
  { place: { listener }, assignment: { unit: 'request', lastsSeconds: 0 } },
  { place: { rule }, assignment: { unit: 'client', lastsSeconds: 3600 }, sticky },
  { place: { listener }, assignment: { unit: 'client', lastsSeconds: 3600 }, sticky },
] as const)('$place, $assignment', ({ place, assignment, ...world }) => {
  trafficRouterContract('alb', () => {
    const { aws, state, groups, add } = loadBalancer('sticky' in world ? world.sticky : undefined);
    return {
      aws,
      config: { kind: 'alb', ...place, targetGroups },
      stable: 'blue',
      canary: 'green',
      assignment,
      everythingElse: () => [
        state.actions.map(({ ForwardConfig, ...rest }) => [rest, ForwardConfig?.TargetGroupStickinessConfig]),
        groups().map(({ TargetGroupArn }) => TargetGroupArn),
      ],
      meddle: () => add(`${elb}:targetgroup/other/1`),
    };
  });
});

describe('alb', () => {
  it('gives errors and latency of each target group for free', () => {
    const metrics = schemas.defaultMetrics({ kind: 'alb', rule, targetGroups });
    expect(metrics.map(({ name }) => name)).toEqual(['errors', 'latency']);
    expect(metrics[0]).toMatchObject({
      dimensionsBySlot: {
        green: { LoadBalancer: 'app/shop/50dc', TargetGroup: 'targetgroup/api-green/09966' },
      },
    });
    for (const metric of metrics) expect(schemas.problems('metrics', { ...metric })).toEqual([]);
  });

  it('wants either a rule or a listener', () => {
    expect(schemas.problems('traffic', { kind: 'alb', rule, listener, targetGroups })).toHaveLength(1);
    expect(schemas.problems('traffic', { kind: 'alb', targetGroups })).toHaveLength(1);
  });
});
