import { arn } from '../arn.ts';
import type { Statement } from '../provider.ts';

type Places = {
  readonly cluster: string;
  readonly services: Readonly<Record<string, string>>;
  readonly roles?: readonly string[] | undefined;
};

const ecs = (resource: string) => arn.regional('ecs', resource);

/** Narrowed to the two services and their cluster wherever AWS allows it. */
export function ecsPermissions({ cluster, services, roles }: Places) {
  const serviceArns = Object.values(services).map((name) => ecs(`service/${cluster}/${name}`));
  const describe: Statement[] = [
    { actions: ['ecs:DescribeServices'], resources: serviceArns },
    {
      actions: ['ecs:DescribeTaskDefinition'],
      resources: ['*'],
      why: 'ECS has no resource-level permissions for DescribeTaskDefinition.',
    },
  ];
  const stoppedTasks: Statement[] = [
    {
      actions: ['ecs:ListTasks'],
      resources: ['*'],
      condition: { ArnEquals: { 'ecs:cluster': ecs(`cluster/${cluster}`) } },
      why: 'ListTasks is narrowed by its cluster: its resource would be a container instance, and Fargate has none.',
    },
    { actions: ['ecs:DescribeTasks'], resources: [ecs(`task/${cluster}/*`)] },
    {
      actions: ['elasticloadbalancing:DescribeTargetHealth'],
      resources: ['*'],
      why: 'Elastic Load Balancing has no resource-level permissions for its Describe actions.',
    },
  ];
  const targets: Statement = {
    actions: ['application-autoscaling:DescribeScalableTargets'],
    resources: ['*'],
    why: 'Application Auto Scaling has no resource-level permissions for DescribeScalableTargets.',
  };
  const update: Statement = { actions: ['ecs:UpdateService'], resources: serviceArns };
  const limit: Statement = {
    actions: ['application-autoscaling:RegisterScalableTarget'],
    resources: [
      // The ids of scalable targets are AWS's own, so the conditions do the narrowing.
      arn.regional('application-autoscaling', 'scalable-target/*'),
    ],
    condition: {
      StringEquals: {
        'application-autoscaling:service-namespace': 'ecs',
        'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
      },
    },
  };
  const remove: Statement[] = [update, targets, limit];
  return {
    read: describe,
    health: [...describe, ...stoppedTasks],
    deploy: [...describe, targets, limit, update, ...register(roles)],
    scale: [{ actions: ['ecs:DescribeServices'], resources: serviceArns }, ...remove],
    remove,
  };
}

/**
 * The families are those of the running services, which a spec does not name. The roles are in their task definitions: without
 * `roles` in the spec, any role of the account may be passed, but to ECS tasks only, so that the shortest spec works; with it, only those.
 */
const register = (roles: readonly string[] | undefined): readonly Statement[] => [
  { actions: ['ecs:RegisterTaskDefinition'], resources: [ecs('task-definition/*')] },
  {
    // A definition's tags are copied with it.
    actions: ['ecs:TagResource'],
    resources: [ecs('task-definition/*')],
    condition: { StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' } },
  },
  {
    actions: ['iam:PassRole'],
    resources: roles ?? [arn.global('iam', 'role/*')],
    condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    ...(roles ? {} : { why: 'Name the task and execution roles under `roles` to allow only those.' }),
  },
];
