import type {
  DescribeServicesCommandInput,
  DescribeServicesCommandOutput,
  DescribeTaskDefinitionCommandInput,
  DescribeTaskDefinitionCommandOutput,
  DescribeTasksCommandInput,
  DescribeTasksCommandOutput,
  ListTasksCommandInput,
  ListTasksCommandOutput,
  RegisterTaskDefinitionCommandInput,
  RegisterTaskDefinitionCommandOutput,
  Service,
  UpdateServiceCommandInput,
  UpdateServiceCommandOutput,
} from '@aws-sdk/client-ecs';
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, required } from './aws-error.ts';
import type { Behaviours } from './behaviour.ts';
import { describeService, describeTask } from './ecs-describe.ts';
import { EcsService, type NewEcsService, type Task } from './ecs-service.ts';
import { createTaskDefinitions } from './ecs-task-definitions.ts';
import { arn } from './place.ts';
import { type Access, type Operations, operation, type Surroundings } from './service.ts';

export interface Ecs {
  readonly operations: Operations;
  /** A service whose tasks run already, with a task definition of its own name. */
  createService(service: NewEcsService): void;
  service(resourceId: string): EcsService | undefined;
  /** By resource id, `service/shop/recommendation-blue`, as Application Auto Scaling knows services. */
  desiredCount(resourceId: string): number | undefined;
  scale(resourceId: string, desiredCount: number): void;
  /** A task that runs this version, as behaviours name it, stops by itself. */
  crash(version: string, reason: string): void;
  /** Told whenever somebody sets a desired count. */
  onDesiredCount(listener: (resourceId: string) => void): void;
  /** A service's tasks as targets of a load balancer. */
  targets(resourceId: string): readonly TargetHealthDescription[];
}

/** From a running task to a healthy target: two health checks of ten seconds. */
const targetHealthyMillis = 20_000;

export function createEcs(surroundings: Surroundings, behaviours: Behaviours): Ecs {
  const { clock } = surroundings;
  const services = new Map<
    string,
    { readonly state: EcsService; readonly options: NewEcsService; readonly createdAt: Date }
  >();
  const definitions = createTaskDefinitions(clock);
  const listeners: ((resourceId: string) => void)[] = [];

  const describe = (cluster: string | undefined, name: string): Service[] => {
    const known = services.get(resourceId(cluster, name));
    return known === undefined ? [] : [describeService(known)];
  };
  const tasksOf = (cluster: string | undefined): readonly Task[] =>
    [...services.values()]
      .filter(({ options }) => options.cluster === clusterName(cluster))
      .flatMap(({ state }) => state.tasks);

  const ecs: Ecs = {
    createService(options) {
      const family = options.name;
      definitions.register({
        family,
        networkMode: 'awsvpc',
        requiresCompatibilities: ['FARGATE'],
        cpu: '512',
        memory: '1024',
        executionRoleArn: arn('iam', `role/${options.name}-execution`),
        taskRoleArn: arn('iam', `role/${options.name}-task`),
        containerDefinitions: [
          { name: 'app', image: options.image, essential: true, portMappings: [{ containerPort: 8080 }] },
        ],
        tags: [{ key: 'service', value: options.name }],
      });
      const { circuitBreaker = { enable: true, rollback: false } } = options;
      const state = new EcsService(
        { ...options, circuitBreaker, definition: definitions.reference(family) },
        surroundings,
        behaviours,
      );
      const id = resourceId(options.cluster, options.name);
      services.set(id, { state, options, createdAt: new Date(clock.now()) });
    },
    service: (id) => services.get(id)?.state,
    desiredCount: (id) => services.get(id)?.state.desiredCount,
    scale: (id, desiredCount) => services.get(id)?.state.update({ desiredCount }),
    crash: (version, reason) => {
      for (const { state } of services.values()) if (state.crash(version, reason)) return;
    },
    onDesiredCount: (listener) => {
      listeners.push(listener);
    },
    targets: (id) =>
      (services.get(id)?.state.tasks ?? []).flatMap((task, index) => {
        if (task.status !== 'RUNNING' && task.status !== 'STOPPING') return [];
        const ready = clock.now() - (task.startedMillis ?? 0) >= targetHealthyMillis;
        const State = task.status === 'STOPPING' ? 'draining' : ready ? 'healthy' : 'initial';
        return [{ Target: { Id: `10.0.0.${index + 1}`, Port: 8080 }, TargetHealth: { State } }];
      }),
    operations: {
      DescribeServices: operation<DescribeServicesCommandInput, DescribeServicesCommandOutput>(
        ({ cluster, services = [] }) => onServices('DescribeServices', cluster, services),
        ({ cluster, services: names = [] }) => ({
          services: names.flatMap((name) => describe(cluster, name)),
          failures: names
            .filter((name) => describe(cluster, name).length === 0)
            .map((name) => ({ arn: arn('ecs', resourceId(cluster, name)), reason: 'MISSING' })),
        }),
      ),
      DescribeTaskDefinition: operation<
        DescribeTaskDefinitionCommandInput,
        DescribeTaskDefinitionCommandOutput
      >(
        // No resource types: the reference leaves nothing narrower than `*`.
        () => ({ action: 'ecs:DescribeTaskDefinition', resources: ['*'] }),
        ({ taskDefinition, include = [] }) => {
          const { definition, tags } = definitions.find(taskDefinition);
          return { taskDefinition: definition, ...(include.includes('TAGS') ? { tags } : {}) };
        },
      ),
      RegisterTaskDefinition: operation<
        RegisterTaskDefinitionCommandInput,
        RegisterTaskDefinitionCommandOutput
      >(
        ({ family, taskRoleArn, executionRoleArn, tags = [] }) => {
          const definition = arn('ecs', `task-definition/${required(family, 'family')}:*`);
          const roles = [taskRoleArn, executionRoleArn].filter((role) => role !== undefined);
          return [
            { action: 'ecs:RegisterTaskDefinition', resources: [definition] },
            ...(tags.length > 0
              ? [
                  {
                    action: 'ecs:TagResource',
                    resources: [definition],
                    context: { 'ecs:CreateAction': ['RegisterTaskDefinition'] },
                  },
                ]
              : []),
            ...roles.map((role) => ({
              action: 'iam:PassRole',
              resources: [role],
              context: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] },
            })),
          ];
        },
        (input) => ({
          taskDefinition: definitions.register(input),
          ...(input.tags ? { tags: input.tags } : {}),
        }),
      ),
      UpdateService: operation<UpdateServiceCommandInput, UpdateServiceCommandOutput>(
        ({ cluster, service, taskDefinition }) => {
          const access = onServices('UpdateService', cluster, [required(service, 'service')]);
          const definition =
            taskDefinition === undefined
              ? []
              : [definitions.find(taskDefinition).definition.taskDefinitionArn ?? ''];
          return { ...access, context: { ...access.context, 'ecs:task-definition': definition } };
        },
        ({ cluster, service, taskDefinition, desiredCount, forceNewDeployment }) => {
          const id = resourceId(cluster, required(service, 'service'));
          const known = services.get(id);
          if (known === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
          known.state.update({
            ...(desiredCount === undefined ? {} : { desiredCount }),
            ...(taskDefinition === undefined ? {} : { definition: definitions.reference(taskDefinition) }),
            ...(forceNewDeployment === undefined ? {} : { force: forceNewDeployment }),
          });
          if (desiredCount !== undefined) for (const listener of listeners) listener(id);
          const [described] = describe(cluster, known.options.name);
          return described === undefined ? {} : { service: described };
        },
      ),
      ListTasks: operation<ListTasksCommandInput, ListTasksCommandOutput>(
        ({ cluster }) => ({
          action: 'ecs:ListTasks',
          resources: [arn('ecs', `container-instance/${clusterName(cluster)}/*`)],
          context: { 'ecs:cluster': [arn('ecs', `cluster/${clusterName(cluster)}`)] },
        }),
        ({ cluster, serviceName, desiredStatus = 'RUNNING' }) => {
          const state = services.get(resourceId(cluster, serviceName ?? ''))?.state;
          if (serviceName !== undefined && state === undefined) {
            throw new AwsError('ServiceNotFoundException', 'Service not found.');
          }
          const tasks = state?.tasks ?? tasksOf(cluster);
          const wanted = tasks.filter(
            ({ status }) => (status === 'STOPPED') === (desiredStatus === 'STOPPED'),
          );
          return { taskArns: wanted.map(({ arn }) => arn).slice(0, 100) };
        },
      ),
      DescribeTasks: operation<DescribeTasksCommandInput, DescribeTasksCommandOutput>(
        ({ cluster, tasks = [] }) => ({
          action: 'ecs:DescribeTasks',
          resources: tasks.map((task) =>
            task.startsWith('arn:') ? task : arn('ecs', `task/${clusterName(cluster)}/${task}`),
          ),
          context: { 'ecs:cluster': [arn('ecs', `cluster/${clusterName(cluster)}`)] },
        }),
        ({ cluster, tasks: wanted = [] }) => {
          if (wanted.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
          const known = tasksOf(cluster);
          const find = (name: string) => known.find(({ arn }) => arn === name || arn.endsWith(`/${name}`));
          return {
            tasks: wanted.flatMap((name) => {
              const task = find(name);
              return task === undefined ? [] : [describeTask(task)];
            }),
            failures: wanted.filter((name) => !find(name)).map((name) => ({ arn: name, reason: 'MISSING' })),
          };
        },
      ),
    },
  };
  return ecs;
}

/** Both `shop` and the ARN of its cluster are accepted, and so it is with services. */
const clusterName = (cluster = 'default') => cluster.replace(/^.*:cluster\//, '');
const resourceId = (cluster: string | undefined, service: string) =>
  `service/${clusterName(cluster)}/${service.replace(/^.*\//, '')}`;

function onServices(action: string, cluster: string | undefined, names: readonly string[]): Access {
  return {
    action: `ecs:${action}`,
    resources: names.map((name) => arn('ecs', resourceId(cluster, name))),
    context: { 'ecs:cluster': [arn('ecs', `cluster/${clusterName(cluster)}`)] },
  };
}
