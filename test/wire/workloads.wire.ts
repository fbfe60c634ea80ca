import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateAliasCommand, ListVersionsByFunctionCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { workloadFor } from '../../providers/registry.ts';
import { image, publishedFunction } from './_function.ts';
import { clients } from './_moto.ts';

const digest = image('3').split('@')[1] ?? '';
const release = { kind: 'image', repositoryUri: image('3').split('@')[0] ?? '', digest } as const;

describe('ecs', () => {
  async function cluster(name: string) {
    const { ecs, autoScaling } = clients;
    await ecs.send(new CreateClusterCommand({ clusterName: name }));
    for (const [slot, desiredCount] of [
      ['blue', 4],
      ['green', 0],
    ] as const) {
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          family: `${name}-${slot}`,
          containerDefinitions: [
            {
              name: 'api',
              image: image('1'),
              memory: 128,
              essential: true,
              portMappings: [{ containerPort: 80, hostPort: 0 }],
              environment: [{ name: 'SLOT', value: slot }],
            },
          ],
          tags: [{ key: 'team', value: 'shop' }],
        }),
      );
      await ecs.send(
        new CreateServiceCommand({
          cluster: name,
          serviceName: `${name}-${slot}`,
          taskDefinition: `${name}-${slot}`,
          desiredCount,
        }),
      );
      await autoScaling.send(
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: `service/${name}/${name}-${slot}`,
          MinCapacity: slot === 'blue' ? 2 : 0,
          MaxCapacity: 8,
        }),
      );
    }
    const services = { blue: `${name}-blue`, green: `${name}-green` };
    const config = { kind: 'ecs', cluster: name, services, slotVariable: 'SLOT' };
    const service = async (slot: keyof typeof services) => {
      const found = await ecs.send(
        new DescribeServicesCommand({ cluster: name, services: [services[slot]] }),
      );
      return found.services?.[0];
    };
    const limits = async (slot: keyof typeof services) => {
      const ResourceIds = [`service/${name}/${services[slot]}`];
      const found = await autoScaling.send(
        new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs', ResourceIds }),
      );
      return found.ScalableTargets?.[0];
    };
    return { workload: workloadFor(config, clients), service, limits };
  }

  it('deploys beside stable, once', async () => {
    const { workload, service } = await cluster('deploy');
    const deploy = () => workload.deploy({ stable: 'blue', release, rolloutId: 'r' });
    expect(await deploy()).toEqual({ slot: 'green', version: digest });
    expect(await deploy()).toEqual({ slot: 'green', version: digest });
    const revisions = await clients.ecs.send(
      new ListTaskDefinitionsCommand({ familyPrefix: 'deploy-green' }),
    );
    expect(revisions.taskDefinitionArns).toHaveLength(2);
    const green = await service('green');
    expect(green).toMatchObject({ desiredCount: 1 });
    const made = await clients.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: green?.taskDefinition, include: ['TAGS'] }),
    );
    expect(made.taskDefinition?.containerDefinitions).toMatchObject([
      { image: image('3'), environment: [{ name: 'SLOT', value: 'green' }] },
    ]);
    expect(made.tags).toEqual([{ key: 'team', value: 'shop' }]);
    expect(await workload.inspect('blue')).toMatchObject({
      version: image('1').split('@')[1],
      desiredCount: 4,
    });
  });

  it('makes room, and takes it away', async () => {
    const { workload, service, limits } = await cluster('room');
    await workload.deploy({ stable: 'blue', release, rolloutId: 'r' });
    await workload.makeRoom('green', 'blue', 50);
    expect(await service('green')).toMatchObject({ desiredCount: 2 });
    expect(await limits('blue')).toMatchObject({
      SuspendedState: { DynamicScalingInSuspended: true },
      MinCapacity: 2,
    });
    await workload.makeRoom('green', 'blue', 100);
    expect(await limits('green')).toMatchObject({ MinCapacity: 2 });
    await workload.remove('blue');
    await workload.remove('blue');
    expect(await service('blue')).toMatchObject({ desiredCount: 0 });
    expect(await limits('blue')).toMatchObject({ MinCapacity: 0, MaxCapacity: 8 });
    expect(await limits('green')).toMatchObject({ SuspendedState: { DynamicScalingInSuspended: false } });
    expect(await workload.inspect('blue')).toMatchObject({ version: null });
  });

  it('is healthy once its tasks run', async () => {
    const { workload } = await cluster('health');
    const { slot, version } = await workload.deploy({ stable: 'blue', release, rolloutId: 'r' });
    // moto says at once that all tasks run; ECS takes its time.
    expect(await workload.health(slot, version)).toMatchObject({ status: 'healthy' });
    expect(await workload.health(slot, 'sha256:other')).toMatchObject({ status: 'failed' });
  });

  it('names a service that is not there', async () => {
    const config = { kind: 'ecs', cluster: 'none', services: { blue: 'b', green: 'g' } };
    await expect(workloadFor(config, clients).inspect('blue')).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('lambda', () => {
  it('publishes a version, and deletes it if no alias serves it', async () => {
    const FunctionName = await publishedFunction();
    const workload = workloadFor({ kind: 'lambda', function: FunctionName }, clients);
    // Once only: moto publishes equal code again, while AWS documents that it makes no version of what has not changed.
    const { slot } = await workload.deploy({ stable: '2', release, rolloutId: 'r' });
    expect(await workload.health(slot)).toMatchObject({ status: 'healthy' });
    await clients.lambda.send(new CreateAliasCommand({ FunctionName, Name: 'live', FunctionVersion: slot }));
    await expect(workload.remove(slot)).rejects.toMatchObject({ name: 'NotOwned' });
    await workload.remove('2');
    await workload.remove('2');
    const { Versions = [] } = await clients.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST', '1', slot]);
    expect(await workload.inspect('2')).toMatchObject({ version: null });
  });
});
