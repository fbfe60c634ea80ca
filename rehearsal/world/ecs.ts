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
  Tag,
  TaskDefinition,
  UpdateServiceCommandInput,
  UpdateServiceCommandOutput,
} from '@aws-sdk/client-ecs';
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, required } from './aws-error.ts';
import { type Behaviours, digestOf } from './behaviour.ts';
import { EcsService, type Task } from './ecs-service.ts';
import { arn } from './place.ts';
import { type Access, type Operations, operation, type Surroundings } from './service.ts';

export type NewEcsService = {
  readonly cluster: string;
  readonly name: string;
  /** `123456789012.dkr.ecr.us-east-1.amazonaws.com/recommendation@sha256:...` */
  readonly image: string;
  readonly desiredCount: number;
  readonly targetGroupArn?: string;
  /** @default { enable: true, rollback: false } */
  readonly circuitBreaker?: { readonly enable: boolean; readonly rollback: boolean };
};

export interface Ecs {
  readonly operations: Operations;
  /** A service whose tasks run already, with a task definition of its own name. */
  createService(service: NewEcsService): void;
  service(resourceId: string): EcsService | undefined;
  /** By resource id, `service/shop/recommendation-blue`, as Application Auto Scaling knows services. */
  desiredCount(resourceId: string): number | undefined;
  scale(resourceId: string, desiredCount: number): void;
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
  const definitions = new Map<string, { readonly definition: TaskDefinition; readonly tags: Tag[] }>();
  const revisions = new Map<string, number>();
  const listeners: ((resourceId: string) => void)[] = [];

  const register = ({ tags = [], ...given }: RegisterTaskDefinitionCommandInput): TaskDefinition => {
    const family = required(given.family, 'family');
    const revision = (revisions.get(family) ?? 0) + 1;
    revisions.set(family, revision);
    const taskDefinitionArn = arn('ecs', `task-definition/${family}:${revision}`);
    const registeredAt = new Date(clock.now());
    const definition = { ...given, taskDefinitionArn, revision, status: 'ACTIVE', registeredAt } as const;
    definitions.set(taskDefinitionArn, { definition, tags });
    return definition;
  };
  /** By family (its newest revision), `family:revision`, or ARN. */
  const definitionOf = (name: string | undefined) => {
    const bare = required(name, 'taskDefinition').replace(/^.*:task-definition\//, '');
    const full = bare.includes(':') ? bare : `${bare}:${revisions.get(bare) ?? 0}`;
    const found = definitions.get(arn('ecs', `task-definition/${full}`));
    if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
    return found;
  };
  const refOf = (name: string) => {
    const { definition } = definitionOf(name);
    const image = definition.containerDefinitions?.[0]?.image ?? '';
    return { arn: definition.taskDefinitionArn ?? '', image, version: digestOf(image) };
  };
  const describe = (cluster: string | undefined, name: string): Service[] => {
    const known = services.get(resourceId(cluster, name));
    if (known === undefined) return [];
    const { state, options, createdAt } = known;
    return [
      {
        serviceArn: arn('ecs', resourceId(cluster, name)),
        serviceName: options.name,
        clusterArn: arn('ecs', `cluster/${options.cluster}`),
        status: 'ACTIVE',
        launchType: 'FARGATE',
        schedulingStrategy: 'REPLICA',
        deploymentController: { type: 'ECS' },
        desiredCount: state.desiredCount,
        runningCount: state.count('RUNNING'),
        pendingCount: state.count('PENDING'),
        taskDefinition: state.primary.definition.arn,
        deployments: state.describeDeployments(),
        deploymentConfiguration: {
          maximumPercent: 200,
          minimumHealthyPercent: 100,
          deploymentCircuitBreaker: { ...state.options.circuitBreaker },
        },
        events: state.events,
        createdAt,
        loadBalancers:
          options.targetGroupArn === undefined
            ? []
            : [{ targetGroupArn: options.targetGroupArn, containerName: 'app', containerPort: 8080 }],
      },
    ];
  };
  const tasksOf = (cluster: string | undefined): readonly Task[] =>
    [...services.values()]
      .filter(({ options }) => options.cluster === clusterName(cluster))
      .flatMap(({ state }) => state.tasks);

  const ecs: Ecs = {
    createService(options) {
      const family = options.name;
      register({
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
      });
      const { circuitBreaker = { enable: true, rollback: false } } = options;
      const state = new EcsService(
        { ...options, circuitBreaker, definition: refOf(family) },
        surroundings,
        behaviours,
      );
      const id = resourceId(options.cluster, options.name);
      services.set(id, { state, options, createdAt: new Date(clock.now()) });
    },
    service: (id) => services.get(id)?.state,
    desiredCount: (id) => services.get(id)?.state.desiredCount,
    scale: (id, desiredCount) => services.get(id)?.state.update({ desiredCount }),
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
          const { definition, tags } = definitionOf(taskDefinition);
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
        (input) => ({ taskDefinition: register(input), ...(input.tags ? { tags: input.tags } : {}) }),
      ),
      UpdateService: operation<UpdateServiceCommandInput, UpdateServiceCommandOutput>(
        ({ cluster, service, taskDefinition }) => {
          const access = onServices('UpdateService', cluster, [required(service, 'service')]);
          const definition =
            taskDefinition === undefined
              ? []
              : [definitionOf(taskDefinition).definition.taskDefinitionArn ?? ''];
          return { ...access, context: { ...access.context, 'ecs:task-definition': definition } };
        },
        ({ cluster, service, taskDefinition, desiredCount, forceNewDeployment }) => {
          const id = resourceId(cluster, required(service, 'service'));
          const known = services.get(id);
          if (known === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
          known.state.update({
            ...(desiredCount === undefined ? {} : { desiredCount }),
            ...(taskDefinition === undefined ? {} : { definition: refOf(taskDefinition) }),
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
              return task === undefined ? [] : [asApiTask(task)];
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

function asApiTask(task: Task) {
  const { status, startedMillis, stoppedMillis, stoppedReason, exitCode } = task;
  const lastStatus = status === 'STOPPING' ? 'DEACTIVATING' : status;
  const stopped = status === 'STOPPED';
  return {
    taskArn: task.arn,
    taskDefinitionArn: task.definition.arn,
    startedBy: task.deploymentId,
    createdAt: new Date(task.createdMillis),
    lastStatus,
    desiredStatus: status === 'STOPPING' || stopped ? 'STOPPED' : 'RUNNING',
    containers: [
      {
        name: 'app',
        image: task.definition.image,
        lastStatus,
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(stopped && stoppedReason?.startsWith('Cannot') ? { reason: stoppedReason } : {}),
      },
    ],
    ...(startedMillis === undefined ? {} : { startedAt: new Date(startedMillis) }),
    ...(stoppedMillis === undefined ? {} : { stoppedAt: new Date(stoppedMillis) }),
    ...(stoppedReason === undefined ? {} : { stoppedReason }),
    ...(!stopped
      ? {}
      : {
          stopCode:
            exitCode === 0
              ? ('ServiceSchedulerInitiated' as const)
              : stoppedReason?.startsWith('Cannot')
                ? ('TaskFailedToStart' as const)
                : ('EssentialContainerExited' as const),
        }),
  };
}
