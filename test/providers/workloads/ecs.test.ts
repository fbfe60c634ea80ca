import { describe, expect, it } from '@jest/globals';
import { workloadFor } from '../../../providers/registry.ts';
import { workloadContract } from '../../contracts/workload.ts';
import { fakeEcs } from '../../support/fake-ecs.ts';

const services = { blue: 'api-blue', green: 'api-green' };
const config = { kind: 'ecs', cluster: 'shop', services, slotVariable: 'SLOT' };
const release = { kind: 'image', repositoryUri: '1.dkr.ecr/api', digest: 'sha256:b2' } as const;

workloadContract('ecs', () => {
  const world = fakeEcs();
  return {
    aws: world.aws,
    config,
    stable: 'blue',
    release,
    state: world.state,
    becomeHealthy: world.settle,
    breakDown: () => world.crash(3, 'out of order'),
  };
});

function begin() {
  const world = fakeEcs();
  const workload = workloadFor(config, world.aws.clients);
  const deploy = () => workload.deploy({ stable: 'blue', release, rolloutId: 'r' });
  const limits = (name: string) => world.targets.get(`service/shop/${name}`);
  return { ...world, workload, deploy, limits };
}

describe('ecs', () => {
  it('registers stable’s definition in the canary’s family, with the digest and the slot’s name', async () => {
    const { deploy, definitions, green } = begin();
    expect(await deploy()).toEqual({ slot: 'green', version: 'sha256:b2' });
    expect(definitions).toHaveLength(3);
    expect(definitions[2]).toMatchObject({
      family: 'api-green',
      taskRoleArn: 'arn:aws:iam::123456789012:role/api',
    });
    expect(definitions[2]).not.toHaveProperty('registeredBy');
    expect(definitions[2]?.containerDefinitions).toMatchObject([
      { name: 'proxy', image: 'envoy:1' },
      { image: '1.dkr.ecr/api@sha256:b2', environment: [{ name: 'SLOT', value: 'green' }] },
    ]);
    expect(green()).toMatchObject({ desiredCount: 1, taskDefinition: definitions[2]?.taskDefinitionArn });
  });

  it('makes room by stable’s count, lets nothing scale in, and at 100% takes over stable’s limits', async () => {
    const { workload, deploy, green, limits } = begin();
    await deploy();
    await workload.makeRoom('green', 'blue', 30);
    expect(green().desiredCount).toBe(2);
    for (const name of ['api-blue', 'api-green']) {
      expect(limits(name)?.SuspendedState).toEqual({ DynamicScalingInSuspended: true });
    }
    await workload.makeRoom('green', 'blue', 100);
    expect(green().desiredCount).toBe(4);
    expect(limits('api-green')).toMatchObject({ MinCapacity: 2, MaxCapacity: 8 });
    await workload.remove('blue');
    expect(limits('api-blue')).toMatchObject({
      MinCapacity: 0,
      SuspendedState: { DynamicScalingInSuspended: false },
    });
    expect(limits('api-green')).toMatchObject({
      MinCapacity: 2,
      SuspendedState: { DynamicScalingInSuspended: false },
    });
  });

  it('keeps auto scaling from taking a canary away that waits for its traffic', async () => {
    const { deploy, limits } = begin();
    await deploy();
    expect(limits('api-green')?.SuspendedState).toEqual({ DynamicScalingInSuspended: true });
  });

  it('starts no fewer than the minimum', async () => {
    const { deploy, limits, green } = begin();
    Object.assign(limits('api-green') ?? {}, { MinCapacity: 3 });
    await deploy();
    expect(green().desiredCount).toBe(3);
  });

  it('notices that ECS put the old version back', async () => {
    const { workload, deploy, green, settle } = begin();
    await deploy();
    green().taskDefinition = green().taskDefinition?.replace(/\d+$/, '1');
    settle();
    expect(await workload.health('green', 'sha256:b2')).toMatchObject({ status: 'failed' });
  });

  it('gives a definition that failed before a new chance', async () => {
    const { workload, deploy, green } = begin();
    await deploy();
    for (const deployment of green().deployments ?? []) deployment.rolloutState = 'FAILED';
    expect(await workload.health('green')).toMatchObject({ status: 'failed' });
    await workload.remove('green');
    await deploy();
    expect(await workload.health('green')).toMatchObject({ status: 'starting' });
  });

  it.each([
    [2, 'Essential container in task exited', 'EssentialContainerExited', 'starting'],
    [3, 'Essential container in task exited', 'EssentialContainerExited', 'failed'],
    [1, 'CannotPullContainerError: api@sha256:b2: not found', 'TaskFailedToStart', 'failed'],
    [1, 'CannotPullContainerError: dial tcp: i/o timeout', 'TaskFailedToStart', 'starting'],
    [3, 'Task failed container health checks', 'ServiceSchedulerInitiated', 'failed'],
    [9, 'Scaling activity initiated by deployment', 'ServiceSchedulerInitiated', 'starting'],
  ] as const)('%i x %j (%s) is %s', async (times, reason, code, status) => {
    const { workload, deploy, crash } = begin();
    await deploy();
    crash(times, reason, code);
    expect(await workload.health('green')).toMatchObject({ status });
  });

  it.each([
    [{ State: 'initial' }, 'starting'],
    [{ State: 'unhealthy', Description: 'Health checks failed with 500' }, 'starting'],
    [{ State: 'unused', Reason: 'Target.NotInUse' }, 'healthy'],
    [{ State: 'healthy' }, 'healthy'],
  ] as const)('target %j is %s', async (target, status) => {
    const { workload, deploy, settle, health } = begin();
    await deploy();
    settle();
    health.splice(0, 1, target);
    expect(await workload.health('green')).toMatchObject({ status });
  });

  it('names what is missing', async () => {
    const { workload, services } = begin();
    services.delete('api-green');
    await expect(workload.inspect('green')).rejects.toThrow(
      'There is no ECS service api-green in cluster shop.',
    );
    expect(() => workload.canarySlot('purple')).toThrow('There is no slot purple');
  });
});
