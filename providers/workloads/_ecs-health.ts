import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Health } from '../../rollout/ports.ts';

/** So many tasks that stop by themselves are no accident: ECS's own circuit breaker gives up after 3 at the least. */
const failuresThatProve = 3;

export const primaryDeployment = ({ deployments = [] }: Service): Deployment | undefined =>
  deployments.find(({ status }) => status === 'PRIMARY');

/** All tasks that are wanted run, and those of the deployment before are gone. Only target health may still be missing. */
export function isSteady(service: Service): boolean {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0, deployments = [] } = service;
  const state = primaryDeployment(service)?.rolloutState;
  return (
    desiredCount > 0 &&
    runningCount >= desiredCount &&
    pendingCount === 0 &&
    deployments.length <= 1 &&
    // Absent for services that are not deployed by ECS's rolling update.
    (state === undefined || state === 'COMPLETED')
  );
}

/** Why a service that is not steady is not: on its way, or beyond hope. `stopped` are its recently stopped tasks. */
export function unsteady(service: Service, stopped: readonly Task[]): Health {
  const { serviceName, desiredCount = 0, runningCount = 0 } = service;
  if (desiredCount === 0) return { status: 'failed', detail: `${serviceName} is scaled to zero` };
  const deployment = primaryDeployment(service);
  // Tasks carry the id of the deployment that started them.
  const failures = stopped.filter((task) => task.startedBy === deployment?.id && isFailure(task));
  const reasons = [...new Set(failures.map(reasonOf))].slice(0, 3).join('; ');
  const because = reasons ? `: ${reasons}` : '';
  if (deployment?.rolloutState === 'FAILED') {
    return {
      status: 'failed',
      detail: `${serviceName}: ${deployment.rolloutStateReason ?? 'the deployment failed'}${because}`,
    };
  }
  if (failures.some((task) => hopeless.test(reasonOf(task)))) {
    return { status: 'failed', detail: `${serviceName} cannot start${because}` };
  }
  // `failedTasks` counts those that never ran or never became healthy; a task that ran and crashed is not among them.
  const count = Math.max(failures.length, deployment?.failedTasks ?? 0);
  if (count >= failuresThatProve) {
    return { status: 'failed', detail: `${count} tasks of ${serviceName} stopped by themselves${because}` };
  }
  return {
    status: 'starting',
    detail: `${runningCount} of ${desiredCount} tasks of ${serviceName} run${because}`,
  };
}

/** Targets of a steady service. A target group that no load balancer uses checks nobody, so it has no say. */
export function targetsOf(service: Service, targets: readonly TargetHealthDescription[]): Health {
  const { serviceName, desiredCount = 0 } = service;
  const states = targets.map(({ TargetHealth }) => TargetHealth);
  const used = states.filter((health) => health?.Reason !== 'Target.NotInUse');
  const running = `${desiredCount} of ${desiredCount} tasks of ${serviceName} run`;
  if (targets.length > 0 && used.length === 0) {
    return { status: 'healthy', detail: `${running}; their target group is not in use` };
  }
  const healthy = used.filter((health) => health?.State === 'healthy').length;
  if (healthy >= desiredCount)
    return { status: 'healthy', detail: `${running}, ${healthy} targets are healthy` };
  const why = used.find((health) => health?.State === 'unhealthy')?.Description;
  return {
    status: 'starting',
    detail: `${running}, ${healthy} of ${desiredCount} targets are healthy${why ? `: ${why}` : ''}`,
  };
}

/** Stopped by itself, not by scaling or by the next deployment. Failed health checks are stopped by the scheduler. */
const isFailure = ({ stopCode, stoppedReason = '' }: Task): boolean =>
  stopCode === 'EssentialContainerExited' ||
  stopCode === 'TaskFailedToStart' ||
  /failed .*health checks/i.test(stoppedReason);

/** Waiting helps against a slow registry, not against an image that is not there or may not be read. */
const hopeless =
  /CannotPull\w*Error.*(not found|manifest unknown|does not exist|denied|403|platform)|CannotPullImageManifestError/i;

function reasonOf({ stoppedReason, containers = [] }: Task): string {
  const inside = containers.flatMap(({ name, reason, exitCode }) => {
    if (reason !== undefined) return [`${name}: ${reason}`];
    return exitCode ? [`${name} exited with ${exitCode}`] : [];
  });
  return [stoppedReason ?? 'stopped', ...inside].join(', ');
}
