import { beforeAll, describe, expect, it } from '@jest/globals';
import { type Deployment, deployment } from '../../deploy/deployment.ts';
import { announcements } from '../../deploy/rules.ts';
import { readSources } from '../../deploy/sources.ts';
import type { Statement } from '../../providers/provider.ts';
import { lateWriterSeconds } from '../../rollout/plan/make-plan.ts';

let deployed: Deployment;
beforeAll(async () => {
  deployed = deployment(await readSources());
});

const statementsOf = (name: string): readonly Statement[] =>
  deployed.functions.find((each) => each.name === name)?.statements ?? [];
const actionsOf = (name: string) => statementsOf(name).flatMap(({ actions }) => actions);

/** What would move traffic or capacity, or let another rollout begin. */
const dangerous =
  /^(route53:Change|elasticloadbalancing:Modify|lambda:Update|ecs:(Update|Register)|states:Start)/;

describe('permissions', () => {
  it('name a resource, or say why there is none to name', () => {
    const all = [
      ...deployed.functions.flatMap(({ statements }) => statements),
      ...deployed.machine.statements,
    ];
    const broad = all.filter(({ resources, why }) => resources.includes('*') && why === undefined);
    expect(broad).toEqual([]);
  });

  it('never hold a wildcard in an action', () => {
    const actions = deployed.functions.flatMap(({ name }) => actionsOf(name));
    expect(actions.length).toBeGreaterThan(50);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it.each([
    'check-the-canary',
    'check-the-drain',
    'check-the-gates',
    'check-the-traffic',
    'judge',
    'plan-the-rollout',
  ])('of %s let it only look', (name) => {
    expect(actionsOf(name).filter((action) => dangerous.test(action))).toEqual([]);
  });

  it('to move traffic are held by those that must', () => {
    const movers = deployed.functions.filter(({ name }) =>
      actionsOf(name).includes('route53:ChangeResourceRecordSets'),
    );
    expect(movers.map(({ name }) => name)).toEqual([
      'confirm-the-rollback',
      'roll-back-the-traffic',
      'shift-traffic',
      'interrupt',
    ]);
  });

  it('to move traffic are for the record of the spec and nothing else', () => {
    const change = statementsOf('shift-traffic').find(({ actions }) =>
      actions.includes('route53:ChangeResourceRecordSets'),
    );
    expect(change?.resources).toEqual([expect.stringContaining('hostedzone/Z0123456789EXAMPLE')]);
    expect(JSON.stringify(change?.condition)).toContain('recommendation.shop.example.com');
  });

  it('on the table are narrowed to one kind of item each', () => {
    const onTable = deployed.functions
      .flatMap(({ statements }) => statements)
      .filter(({ actions }) => actions.some((action) => action.startsWith('dynamodb:')));
    expect(onTable.length).toBeGreaterThan(0);
    for (const { condition } of onTable) {
      expect(condition?.['ForAllValues:StringEquals']?.['dynamodb:LeadingKeys']).toHaveLength(1);
    }
  });
});

describe('the machine', () => {
  it('may do what its states do and no more', () => {
    const mayInvoke = deployed.machine.statements.find(({ actions }) =>
      actions.includes('lambda:InvokeFunction'),
    );
    const called = deployed.functions.filter(({ calledBy }) => calledBy === 'machine');
    expect(mayInvoke?.resources).toEqual(called.map(({ name }) => deployed.names.functionArn(name)).sort());
  });

  it('announces what the rules for notifications pass on', () => {
    const text = JSON.stringify(deployed.machine.definition);
    const said = [...text.matchAll(/(?:Rollout [A-Z][a-z]+( [A-Z][a-z]+)?|Approval Needed)(?=['"])/g)].map(
      ([name]) => name,
    );
    expect([...new Set(said)].sort()).toEqual(announcements);
  });
});

describe('rules', () => {
  it('start, interrupt and recover', () => {
    expect(deployed.rules.map(({ name, functionName }) => [name, functionName])).toEqual([
      ['haldane-dev-image-pushed', 'start'],
      ['haldane-dev-alarm-fired', 'interrupt'],
      ['haldane-dev-release-requested', 'start'],
      ['haldane-dev-abort-requested', 'interrupt'],
      ['haldane-dev-rollout-ended-badly', 'recover'],
    ]);
  });

  it('look for what no event told', () => {
    expect(deployed.timers).toEqual([
      { name: 'haldane-dev-look-for-lost-rollouts', everyMinutes: 10, functionName: 'recover' },
    ]);
  });

  it('know the repositories and alarms of the specs', () => {
    expect(deployed.rules[0]?.pattern.detail).toEqual({
      'action-type': ['PUSH'],
      result: ['SUCCESS'],
      'repository-name': ['recommendation'],
    });
    expect(deployed.rules[1]?.pattern.detail).toMatchObject({ alarmName: ['recommendation-unhealthy'] });
  });

  it('match no empty list, which EventBridge refuses', async () => {
    const { rules } = deployment({ ...(await readSources()), specs: [] });
    expect(rules.map(({ name }) => name)).not.toContain('haldane-dev-image-pushed');
    expect(JSON.stringify(rules)).not.toContain('[]');
  });
});

it('keeps names within what AWS allows, for a stage of 20 characters', async () => {
  const { functions, names } = deployment(await readSources(), 'a'.repeat(20));
  expect(functions.filter(({ name }) => names.functionName(name).length > 64)).toEqual([]);
});

it('lets no handler live longer than a rollback waits for late writers', () => {
  for (const { timeoutSeconds } of deployed.functions) {
    expect(timeoutSeconds).toBeLessThan(lateWriterSeconds);
  }
});
