import { RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type Service,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ecs } from '../../../providers/workloads/ecs.ts';
import { accountId, imageUri, region } from '../../../rehearsal/world/index.ts';
import { type TestWorld, testWorld } from './_world.ts';

let world: TestWorld;
const cluster = 'shop';
const image = (digest: string) => imageUri('recommendation', `sha256:${digest.repeat(64).slice(0, 64)}`);
const digestOf = (uri: string) => uri.split('@')[1] ?? '';

beforeEach(() => {
  world = testWorld({
    versions: {
      [digestOf(image('c'))]: { start: 'crashes' },
      [digestOf(image('d'))]: { start: 'image missing' },
    },
  });
  world.ecs.createService({ cluster, name: 'blue', image: image('a'), desiredCount: 4 });
  world.ecs.createService({ cluster, name: 'green', image: image('a'), desiredCount: 0 });
});

const update = (change: object) =>
  world.send('ecs', new UpdateServiceCommand({ cluster, service: 'green', ...change }));
const green = async (): Promise<Service> => {
  const answer = await world.send('ecs', new DescribeServicesCommand({ cluster, services: ['green'] }));
  return (answer as { services: Service[] }).services[0] ?? {};
};

describe('ECS', () => {
  it('starts tasks in its own time, and stops them', async () => {
    await update({ desiredCount: 2 });
    await expect(green()).resolves.toMatchObject({ desiredCount: 2, pendingCount: 2, runningCount: 0 });
    await world.pass(60);
    await expect(green()).resolves.toMatchObject({
      runningCount: 2,
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', failedTasks: 0 }],
    });
    await update({ desiredCount: 0 });
    await expect(green()).resolves.toMatchObject({ desiredCount: 0, runningCount: 0 });
    await expect(
      world.send('ecs', new DescribeServicesCommand({ cluster, services: ['red'] })),
    ).resolves.toMatchObject({
      services: [],
      failures: [{ reason: 'MISSING' }],
    });
  });

  it('lets Application Auto Scaling pull the count back into its bounds', async () => {
    const register = (bounds: object) =>
      world.send(
        'autoScaling',
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: 'service/shop/green',
          ...bounds,
        }),
      );
    await register({ MinCapacity: 2, MaxCapacity: 8 });
    await world.pass(30);
    await expect(green()).resolves.toMatchObject({ desiredCount: 2 });
    await update({ desiredCount: 0 });
    await world.pass(30);
    await expect(green()).resolves.toMatchObject({ desiredCount: 2 });
    await register({ MinCapacity: 0, MaxCapacity: 0 });
    await world.pass(30);
    await expect(green()).resolves.toMatchObject({ desiredCount: 0 });
  });

  const workload = () => {
    const config = ecs.config.parse({ kind: 'ecs', cluster, services: { blue: 'blue', green: 'green' } });
    const permissions = ecs.permissions(config);
    const statements = [
      ...permissions.read,
      ...permissions.health,
      ...permissions.deploy,
      ...permissions.scale,
      ...permissions.remove,
    ];
    return ecs.create(config, world.clientsFor({ name: 'workload', statements }));
  };
  const deploy = async (digest: string) => {
    const [repositoryUri = '', sha = ''] = image(digest).split('@');
    const release = { kind: 'image', repositoryUri, digest: sha } as const;
    const provider = workload();
    await world.answer(provider.deploy({ stable: 'blue', release, rolloutId: 'r1' }));
    await world.answer(provider.makeRoom('green', 'blue', 50));
    return provider;
  };

  it('serves the real workload provider, from deploy to removal', async () => {
    const provider = await deploy('b');
    await expect(world.answer(provider.health('green'))).resolves.toMatchObject({ status: 'starting' });
    await world.pass(90);
    await expect(world.answer(provider.health('green'))).resolves.toMatchObject({ status: 'healthy' });
    await expect(world.answer(provider.inspect('green'))).resolves.toMatchObject({
      version: digestOf(image('b')),
      runningCount: 2,
    });
    await world.answer(provider.remove('green'));
    await world.pass(30);
    await expect(world.answer(provider.inspect('green'))).resolves.toMatchObject({ runningCount: 0 });
    expect(world.denials).toEqual([]);
  });

  it.each([
    ['c', /exited/],
    ['d', /CannotPullContainerError/],
  ])('breaks the circuit when tasks cannot start (%s), and says why', async (digest, reason) => {
    const provider = await deploy(digest);
    await world.pass(300);
    await expect(green()).resolves.toMatchObject({
      runningCount: 0,
      deployments: [{ rolloutState: 'FAILED', failedTasks: 3 }, {}],
    });
    await expect(world.answer(provider.health('green'))).resolves.toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(reason),
    });
    const { taskArns } = (await world.send(
      'ecs',
      new ListTasksCommand({ cluster, serviceName: 'green', desiredStatus: 'STOPPED' }),
    )) as { taskArns: string[] };
    const { tasks } = (await world.send('ecs', new DescribeTasksCommand({ cluster, tasks: taskArns }))) as {
      tasks: { stoppedReason: string; taskArn: string }[];
    };
    expect(tasks[0]?.stoppedReason).toMatch(reason);
    expect(tasks[0]?.taskArn).toMatch(`arn:aws:ecs:${region}:${accountId}:task/shop/`);
  });
});
