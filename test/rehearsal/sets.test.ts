import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { notAsTold } from '../../cli/as-told.ts';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { errorsAt5Percent } from '../../rehearsal/scenarios/errors-at-5-percent.ts';
import { goodRelease } from '../../rehearsal/scenarios/good-release.ts';

jest.setTimeout(30_000);

const files = globSync('{examples,services}/*.yml').toSorted();
const scratch = mkdtempSync(join(tmpdir(), 'haldane-'));

const quick = {
  steps: [
    { weight: '50%', bake: '10m' },
    { weight: '100%', bake: '10m' },
  ],
  warm: '1m',
};

/** A spec like one of ours, but for some fields. */
function variant(name: string, file: string, change: object): string {
  const path = join(scratch, `${name}.yml`);
  writeFileSync(path, stringify({ ...parse(readFileSync(file, 'utf8')), ...quick, ...change }));
  return path;
}

const shop = 'services/recommendation.yml';
const loadBalancer = 'examples/ecs-load-balancer.yml';
const { traffic: dns, workload: tasks } = parse(readFileSync(shop, 'utf8'));
const { traffic: listener } = parse(readFileSync(loadBalancer, 'utf8'));
const arn = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012';

const variants = {
  'slots of other names, other order': variant('slots', shop, {
    traffic: { ...dns, slots: ['prod-a', 'prod-b'] },
    workload: { ...tasks, services: { 'prod-b': 'rec-b', 'prod-a': 'rec-a' } },
  }),
  'both kinds of addresses': variant('addresses', shop, { traffic: { ...dns, types: ['A', 'AAAA'] } }),
  'IPv6 only': variant('six', shop, { traffic: { ...dns, types: ['AAAA'] } }),
  'a CNAME': variant('cname', shop, { traffic: { ...dns, types: ['CNAME'] } }),
  'a listener rule': variant('rule', loadBalancer, {
    traffic: {
      kind: 'alb',
      rule: `${arn}:listener-rule/app/shop/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
      targetGroups: listener.targetGroups,
    },
  }),
  'a function by its ARN': variant('function', 'examples/lambda.yml', {
    traffic: {
      kind: 'lambda-alias',
      function: 'arn:aws:lambda:us-east-1:123456789012:function:thumbnails',
      alias: 'live',
    },
    workload: { kind: 'lambda', function: 'arn:aws:lambda:us-east-1:123456789012:function:thumbnails' },
  }),
  'metrics of other names, dimensions by slot': variant('metrics', loadBalancer, {
    trigger: undefined,
    metrics: [
      {
        name: 'failures',
        kind: 'cloudwatch',
        namespace: 'Checkout',
        dimensionsBySlot: { blue: { Stack: 'one' }, green: { Stack: 'two' } },
        total: 'Attempts',
        bad: 'Failures',
      },
    ],
  }),
  'tags of another form': variant('tags', shop, {
    trigger: { ecr: { repository: 'team/recommendation', tags: ['release-*'] } },
  }),
};

describe.each([...files.map((file) => [file, file] as const), ...Object.entries(variants)])(
  '%s',
  (_name, file) => {
    it.each([
      ['a good release goes through', goodRelease],
      ['a bad one comes back', errorsAt5Percent],
    ])('%s', async (_, scenario) => {
      const story = { ...scenario, file };
      const rehearsal = await rehearse({ scenario: story, seed: 3 });
      expect(notAsTold(story, rehearsal)).toEqual([]);
      expect(rehearsal.world.denials).toEqual([]);
    });
  },
);
