import { describe, expect, it } from '@jest/globals';
import type { Statement } from '../../../providers/provider.ts';
import { createIam } from '../../../rehearsal/world/iam.ts';
import { conditionHolds } from '../../../rehearsal/world/iam-condition.ts';

const refused = (statement: Statement, action: string, resource: string) =>
  createIam().refuse({ name: 'x', statements: [statement] }, [{ action, resources: [resource] }], 0) !==
  undefined;

describe('IAM', () => {
  it.each([
    ['ecs:*', 'arn:aws:ecs:us-east-1:123456789012:service/shop/*', true],
    ['ECS:updateservice', '*', true],
    ['ecs:Update*', `arn:\${AWS::Partition}:ecs:\${AWS::Region}:\${AWS::AccountId}:service/shop/blue`, true],
    ['ecs:Describe*', '*', false],
    ['ecs:UpdateService', 'arn:aws:ecs:us-east-1:123456789012:service/shop/gree?', false],
    ['ecs:UpdateService', 'arn:aws:ecs:eu-west-1:123456789012:service/shop/blue', false],
  ])('%s on %s allows UpdateService of blue: %s', (action, resource, allowed) => {
    const statement = { actions: [action], resources: [resource] };
    const blue = 'arn:aws:ecs:us-east-1:123456789012:service/shop/blue';
    expect(refused(statement, 'ecs:UpdateService', blue)).toBe(!allowed);
  });

  it('wants every resource of a call to be allowed, and names the first that is not', () => {
    const iam = createIam();
    const statements = [{ actions: ['ecs:DescribeServices'], resources: ['arn:1'] }];
    const denial = iam.refuse(
      { name: 'judge', statements },
      [{ action: 'ecs:DescribeServices', resources: ['arn:1', 'arn:2'] }],
      7,
    );
    expect(denial).toEqual({
      atMillis: 7,
      principal: 'judge',
      action: 'ecs:DescribeServices',
      resource: 'arn:2',
    });
    expect(iam.denials).toEqual([denial]);
  });

  it('reports which permissions were used and which never', () => {
    const iam = createIam();
    const statements = [{ actions: ['a:One', 'a:Two'], resources: ['*'] }];
    const principal = { name: 'judge', statements };
    iam.know(principal);
    iam.refuse(principal, [{ action: 'a:One', resources: ['*'] }], 0);
    iam.refuse(principal, [{ action: 'a:One', resources: ['*'] }], 0);
    expect(iam.permissionUse().map(({ action, used }) => [action, used])).toEqual([
      ['a:One', 2],
      ['a:Two', 0],
    ]);
  });

  it.each<[string, Parameters<typeof conditionHolds>[0], Record<string, string[]>, boolean]>([
    ['equal', { StringEquals: { k: 'a' } }, { k: ['a'] }, true],
    ['one of several', { StringEquals: { k: ['a', 'b'] } }, { k: ['b'] }, true],
    ['absent key', { StringEquals: { k: 'a' } }, {}, false],
    ['absent key, IfExists', { StringEqualsIfExists: { k: 'a' } }, {}, true],
    ['absent key, for all values', { 'ForAllValues:StringEquals': { k: 'a' } }, {}, true],
    ['for all values', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['b', 'a'] }, true],
    ['not for all values', { 'ForAllValues:StringEquals': { k: ['a'] } }, { k: ['b', 'a'] }, false],
    ['for any value', { 'ForAnyValue:StringEquals': { k: ['a'] } }, { k: ['b', 'a'] }, true],
    ['like', { StringLike: { k: 'rel*' } }, { k: ['release'] }, true],
    [
      'ARN like',
      { ArnLike: { k: 'arn:aws:ecs:*:*:cluster/shop' } },
      { k: ['arn:aws:ecs:x:1:cluster/shop'] },
      true,
    ],
    ['not equal', { StringNotEquals: { k: 'a' } }, { k: ['b'] }, true],
    ['two keys, one wrong', { StringEquals: { k: 'a', l: 'b' } }, { k: ['a'], l: ['c'] }, false],
  ])('condition: %s', (_, condition, context, holds) => {
    expect(conditionHolds(condition, context)).toBe(holds);
  });

  it('does not guess at an operator', () => {
    expect(() => conditionHolds({ IpAddress: { k: 'a' } }, { k: ['a'] })).toThrow('IpAddress');
  });
});
