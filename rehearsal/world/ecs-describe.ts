import type { Task as ApiTask, Service } from '@aws-sdk/client-ecs';
import type { EcsService, NewEcsService, Task } from './ecs-service.ts';
import { arn } from './place.ts';

/** A service as DescribeServices shows it. */
export function describeService({
  state,
  options,
  createdAt,
}: {
  readonly state: EcsService;
  readonly options: NewEcsService;
  readonly createdAt: Date;
}): Service {
  const { cluster, name, targetGroupArn } = options;
  return {
    serviceArn: arn('ecs', `service/${cluster}/${name}`),
    serviceName: name,
    clusterArn: arn('ecs', `cluster/${cluster}`),
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
      targetGroupArn === undefined ? [] : [{ targetGroupArn, containerName: 'app', containerPort: 8080 }],
  };
}

/** A task as DescribeTasks shows it. */
export function describeTask(task: Task): ApiTask {
  const { status, startedMillis, stoppedMillis, stoppedReason, exitCode } = task;
  const lastStatus = status === 'STOPPING' ? 'DEACTIVATING' : status;
  const cannotStart = stoppedReason?.startsWith('Cannot') === true;
  return {
    taskArn: task.arn,
    taskDefinitionArn: task.definition.arn,
    startedBy: task.deploymentId,
    createdAt: new Date(task.createdMillis),
    lastStatus,
    desiredStatus: status === 'STOPPING' || status === 'STOPPED' ? 'STOPPED' : 'RUNNING',
    containers: [
      {
        name: 'app',
        image: task.definition.image,
        lastStatus,
        ...(exitCode === undefined ? {} : { exitCode }),
        ...(cannotStart ? { reason: stoppedReason } : {}),
      },
    ],
    ...(startedMillis === undefined ? {} : { startedAt: new Date(startedMillis) }),
    ...(stoppedMillis === undefined ? {} : { stoppedAt: new Date(stoppedMillis) }),
    ...(stoppedReason === undefined ? {} : { stoppedReason }),
    ...(status === 'STOPPED' ? { stopCode: stopCodeOf(exitCode, cannotStart) } : {}),
  };
}

function stopCodeOf(exitCode: number | undefined, cannotStart: boolean): NonNullable<ApiTask['stopCode']> {
  if (exitCode === 0) return 'ServiceSchedulerInitiated';
  return cannotStart ? 'TaskFailedToStart' : 'EssentialContainerExited';
}
