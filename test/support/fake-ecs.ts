import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  type Task,
  type TaskDefinition,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, type TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2';
import { fakeAws } from './fake-aws.ts';

/** A cluster with api-blue at four tasks and api-green at none, each behind a target group and with auto scaling. */
export function fakeEcs() {
  const aws = fakeAws();
  const base = 'arn:aws:ecs:eu-west-1:123456789012:task-definition/';
  const definitions: TaskDefinition[] = ['api-blue', 'api-green'].map((family) => ({
    family,
    revision: 1,
    taskDefinitionArn: `${base}${family}:1`,
    status: 'ACTIVE',
    registeredBy: 'ada',
    taskRoleArn: 'arn:aws:iam::123456789012:role/api',
    containerDefinitions: [
      { name: 'proxy', image: 'envoy:1', essential: false },
      {
        name: 'api',
        image: '1.dkr.ecr/api@sha256:a1',
        essential: true,
        environment: [{ name: 'SLOT', value: family.slice(4) }],
      },
    ],
  }));
  const service = (serviceName: string, count: number): Service => ({
    serviceName,
    status: 'ACTIVE',
    desiredCount: count,
    runningCount: count,
    pendingCount: 0,
    taskDefinition: `${base}${serviceName}:1`,
    loadBalancers: [{ targetGroupArn: `arn:tg/${serviceName}` }],
    deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED', failedTasks: 0 }],
  });
  const services = new Map(
    [service('api-blue', 4), service('api-green', 0)].map((one) => [one.serviceName, one]),
  );
  const target = (name: string, MinCapacity: number): ScalableTarget => ({
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: `service/shop/${name}`,
    MinCapacity,
    MaxCapacity: 8,
    RoleARN: 'arn:role',
    CreationTime: new Date(0),
  });
  const targets = new Map(
    [target('api-blue', 2), target('api-green', 0)].map((one) => [one.ResourceId, one]),
  );
  const stopped: Task[] = [];
  const health: TargetHealth[] = [];

  aws.on(DescribeServicesCommand, (input) => ({
    services: (input.services ?? []).flatMap((name) => services.get(name) ?? []),
  }));
  aws.on(DescribeTaskDefinitionCommand, ({ taskDefinition = '' }) => ({
    taskDefinition: definitions.findLast(
      ({ taskDefinitionArn, family }) => taskDefinitionArn === taskDefinition || family === taskDefinition,
    ),
    tags: [{ key: 'team', value: 'shop' }],
  }));
  aws.on(RegisterTaskDefinitionCommand, ({ tags: _, family, containerDefinitions = [], ...rest }) => {
    const revision = definitions.filter((one) => one.family === family).length + 1;
    const made = { ...rest, containerDefinitions, family, revision } as TaskDefinition;
    definitions.push({ ...made, status: 'ACTIVE', taskDefinitionArn: `${base}${family}:${revision}` });
    const taskDefinition = definitions.at(-1);
    return taskDefinition ? { taskDefinition } : {};
  });
  aws.on(UpdateServiceCommand, ({ service: name = '', taskDefinition, desiredCount, forceNewDeployment }) => {
    const found = services.get(name);
    if (!found) return {};
    if (forceNewDeployment || (taskDefinition && taskDefinition !== found.taskDefinition)) {
      found.taskDefinition = taskDefinition ?? found.taskDefinition;
      found.deployments = [
        { id: 'ecs-svc/2', status: 'PRIMARY', rolloutState: 'IN_PROGRESS', failedTasks: 0 },
      ];
    }
    found.desiredCount = desiredCount ?? found.desiredCount;
    if (found.desiredCount === 0) found.runningCount = 0;
    return {};
  });
  aws.on(ListTasksCommand, () => ({ taskArns: stopped.map((_, index) => `arn:task/${index}`) }));
  aws.on(DescribeTasksCommand, () => ({ tasks: stopped }));
  aws.on(DescribeTargetHealthCommand, () => ({
    TargetHealthDescriptions: health.map((TargetHealth) => ({ TargetHealth })),
  }));
  aws.on(DescribeScalableTargetsCommand, ({ ResourceIds = [] }) => ({
    ScalableTargets: ResourceIds.flatMap((id) => targets.get(id) ?? []),
  }));
  aws.on(RegisterScalableTargetCommand, ({ ResourceId, MinCapacity, MaxCapacity, SuspendedState }) => {
    const changes = Object.entries({ MinCapacity, MaxCapacity, SuspendedState }).filter(
      ([, value]) => value !== undefined,
    );
    Object.assign(targets.get(ResourceId) ?? {}, Object.fromEntries(changes));
    return {};
  });

  const green = () => services.get('api-green') as Service;
  return {
    aws,
    definitions,
    services,
    targets,
    stopped,
    health,
    green,
    state: () => structuredClone([definitions, [...services.values()], [...targets.values()]]),
    /** Green's tasks run, and its targets answer. */
    settle() {
      green().runningCount = green().desiredCount;
      for (const deployment of green().deployments ?? []) deployment.rolloutState = 'COMPLETED';
      health.length = 0;
      for (let one = 0; one < (green().desiredCount ?? 0); one += 1) health.push({ State: 'healthy' });
    },
    /** Green's tasks start and exit. */
    crash(
      times: number,
      reason = 'Essential container in task exited',
      code: Task['stopCode'] = 'EssentialContainerExited',
    ) {
      for (let one = 0; one < times; one += 1) {
        stopped.push({ startedBy: 'ecs-svc/2', stopCode: code, stoppedReason: reason });
      }
    },
  };
}
