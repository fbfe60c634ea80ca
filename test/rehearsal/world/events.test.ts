import { describe, expect, it } from '@jest/globals';
import { matchesPattern } from '../../../rehearsal/world/event-pattern.ts';
import type { Deployment } from '../../../rehearsal/world/index.ts';
import { anybody, type TestWorld, testWorld } from './_world.ts';

const event = {
  source: 'aws.ecr',
  detail: { 'repository-name': 'shop', 'image-tag': 'v42', count: 3, list: ['a', 'b'], nothing: null },
};

describe('event patterns', () => {
  it.each<[object, boolean]>([
    [{ source: ['aws.ecr'] }, true],
    [{ source: ['aws.ecs', 'aws.ecr'] }, true],
    [{ source: ['aws.ecs'] }, false],
    [{ detail: { 'image-tag': [{ prefix: 'v' }] } }, true],
    [{ detail: { 'image-tag': [{ prefix: 'x' }, { suffix: '42' }] } }, true],
    [{ detail: { 'image-tag': [{ wildcard: 'v*' }] } }, true],
    [{ detail: { 'image-tag': [{ wildcard: '*v' }] } }, false],
    [{ detail: { 'image-tag': [{ wildcard: 'v4?' }] } }, false],
    [{ detail: { 'image-tag': [{ 'anything-but': 'v42' }] } }, false],
    [{ detail: { 'image-tag': [{ 'anything-but': ['latest'] }] } }, true],
    [{ detail: { 'image-tag': [{ 'anything-but': { prefix: 'dev-' } }] } }, true],
    [{ detail: { 'image-tag': [{ exists: true }] } }, true],
    [{ detail: { other: [{ exists: false }] } }, true],
    [{ detail: { other: [{ exists: true }] } }, false],
    [{ detail: { other: [{ 'anything-but': 'x' }] } }, false],
    [{ detail: { count: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
    [{ detail: { count: [{ numeric: ['=', 2] }] } }, false],
    [{ detail: { list: ['b'] } }, true],
    [{ detail: { nothing: [null] } }, true],
    [{ $or: [{ source: ['x'] }, { detail: { count: [3] } }] }, true],
    [{ source: ['aws.ecr'], detail: { 'repository-name': ['other'] } }, false],
  ])('%j matches: %s', (pattern, matches) => {
    expect(matchesPattern(pattern, event)).toBe(matches);
  });

  it('does not guess at an operator', () => {
    expect(() => matchesPattern({ source: [{ cidr: '10.0.0.0/8' }] }, event)).toThrow('cidr');
  });
});

function listening(world: TestWorld, handler: (event: unknown) => Promise<unknown>, retries?: number): void {
  const deployment: Deployment = {
    functions: { start: { statements: [], timeoutSeconds: 10, create: () => handler } },
    machine: {
      name: 'm',
      definition: { StartAt: 'End', States: { End: { Type: 'Succeed' } } },
      statements: [],
    },
    rules: [
      {
        name: 'pushes',
        pattern: { source: ['aws.ecr'], detail: { 'image-tag': [{ exists: true }] } },
        functionName: 'start',
        ...(retries === undefined ? {} : { retries }),
      },
    ],
    table: { name: 'haldane', partitionKey: 'id' },
  };
  world.deploy(deployment);
}

describe('EventBridge', () => {
  it('delivers what a rule wants, as the service shapes it', async () => {
    const world = testWorld();
    const got: unknown[] = [];
    listening(world, async (event) => got.push(event));
    world.ecr.push({ repository: 'shop', digest: 'sha256:1', tag: 'v1' });
    world.ecr.push({ repository: 'shop', digest: 'sha256:2' });
    await world.pass(15);
    expect(got).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-/),
        'detail-type': 'ECR Image Action',
        source: 'aws.ecr',
        account: '123456789012',
        time: '2026-11-02T10:00:00Z',
        region: 'us-east-1',
        resources: ['arn:aws:ecr:us-east-1:123456789012:repository/shop'],
        detail: {
          'action-type': 'PUSH',
          result: 'SUCCESS',
          'repository-name': 'shop',
          'image-digest': 'sha256:1',
          'image-tag': 'v1',
        },
      },
    ]);
  });

  it('delivers twice when told to', async () => {
    const world = testWorld();
    let count = 0;
    listening(world, async () => (count += 1));
    world.events.duplicateEverything(true);
    world.ecr.push({ repository: 'shop', digest: 'sha256:1', tag: 'v1' });
    await world.pass(15);
    expect(count).toBe(2);
  });

  it('tries a failed handler again, and keeps what nobody could handle', async () => {
    const world = testWorld();
    let count = 0;
    listening(world, async () => {
      count += 1;
      throw new TypeError('no');
    });
    world.ecr.push({ repository: 'shop', digest: 'sha256:1', tag: 'v1' });
    await world.pass(300);
    expect(count).toBe(3);
    expect(world.events.deadLetters).toMatchObject([{ rule: 'pushes', error: 'TypeError: no' }]);
  });

  it('takes events from anybody but in the name of AWS', async () => {
    const world = testWorld();
    const put = (...Entries: object[]) =>
      world.answer(world.callAs(anybody, 'events', 'putEvents', { Entries }));
    await expect(put({ Source: 'haldane', DetailType: 'x', Detail: { a: 1 } })).resolves.toMatchObject({
      FailedEntryCount: 0,
    });
    expect(world.events.log).toMatchObject([{ source: 'haldane', 'detail-type': 'x', detail: { a: 1 } }]);
    await expect(put({ Source: 'aws.ecr', DetailType: 'x', Detail: '{}' })).rejects.toMatchObject({
      error: 'EventBridge.FailedEntry',
    });
    await expect(put({ DetailType: 'x', Detail: '{}' })).rejects.toMatchObject({
      cause: expect.stringContaining('Parameter Source is not valid. Reason: Source is a required argument.'),
    });
  });
});
