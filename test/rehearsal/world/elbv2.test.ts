import {
  type Action,
  DescribeTargetGroupsCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import { alb } from '../../../providers/traffic/alb.ts';
import { testWorld } from './_world.ts';

const forward = (weights: Readonly<Record<string, number>>): Action[] => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    },
  },
];

function shop() {
  const world = testWorld();
  const blue = world.elbv2.createTargetGroup({ name: 'blue' });
  const green = world.elbv2.createTargetGroup({ name: 'green' });
  const listenerArn = world.elbv2.createListener({
    loadBalancer: 'shop',
    defaultActions: forward({ [blue]: 1 }),
  });
  const rule = world.elbv2.createRule({ listenerArn, actions: forward({ [blue]: 100, [green]: 0 }) });
  return { world, blue, green, listenerArn, rule };
}

describe('Elastic Load Balancing', () => {
  it('shows new weights at once, and follows them some seconds later', async () => {
    const { world, blue, green, rule } = shop();
    const answer = await world.send(
      'elbv2',
      new ModifyRuleCommand({ RuleArn: rule, Actions: forward({ [blue]: 95, [green]: 5 }) }),
    );
    expect(answer).toMatchObject({
      Rules: [
        { RuleArn: rule, Actions: [{ ForwardConfig: { TargetGroups: [{ Weight: 95 }, { Weight: 5 }] } }] },
      ],
    });
    const inForce = () => world.elbv2.actionsInForce(rule)[0]?.ForwardConfig?.TargetGroups?.[1]?.Weight;
    expect(inForce()).toBe(0);
    await world.pass(6);
    expect(inForce()).toBe(5);
  });

  it('refuses unknown groups, rules and weights', async () => {
    const { world, blue, rule } = shop();
    const modify = (RuleArn: string, Actions: Action[]) =>
      world.send('elbv2', new ModifyRuleCommand({ RuleArn, Actions }));
    await expect(modify(rule, forward({ [blue]: 1000 }))).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(modify(rule, forward({ other: 1 }))).rejects.toMatchObject({ name: 'TargetGroupNotFound' });
    await expect(modify(`${rule}x`, forward({ [blue]: 1 }))).rejects.toMatchObject({ name: 'RuleNotFound' });
    await expect(
      world.send('elbv2', new DescribeTargetGroupsCommand({ Names: ['blue'] })),
    ).resolves.toMatchObject({
      TargetGroups: [{ TargetGroupArn: blue }],
    });
  });

  it('serves the real router, with no more permissions than it asks for', async () => {
    const { world, blue, green, rule } = shop();
    const config = alb.config.parse({ kind: 'alb', rule, targetGroups: { blue, green } });
    const router = alb.create(
      config,
      world.clientsFor({ name: 'shift-traffic', statements: alb.permissions(config).write }),
    );
    const split = { stable: 'blue', canary: 'green', canaryPercent: 25 };
    const receipt = await world.answer(router.shift(split));
    await world.pass(10);
    await expect(world.answer(router.check(split, receipt))).resolves.toMatchObject({
      settled: true,
      weights: { green: 25 },
    });
    expect(world.denials).toEqual([]);
  });
});
