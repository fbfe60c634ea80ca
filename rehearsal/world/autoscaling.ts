import type {
  DescribeScalableTargetsCommandInput,
  DescribeScalableTargetsCommandOutput,
  RegisterScalableTargetCommandInput,
  RegisterScalableTargetCommandOutput,
  ScalableTarget,
  SuspendedState,
} from '@aws-sdk/client-application-auto-scaling';
import { required } from './aws-error.ts';
import type { Ecs } from './ecs.ts';
import { arn } from './place.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export interface AutoScaling {
  readonly operations: Operations;
  /** `service/shop/recommendation-blue`, with its bounds; and the requests a minute that target tracking keeps each task at. */
  register(
    resourceId: string,
    policy: { readonly min: number; readonly max: number; readonly requestsPerTask?: number },
  ): void;
  /** How many requests the service had in the minute that is over. */
  observe(resourceId: string, requestsPerMinute: number): void;
  bounds(resourceId: string): { readonly min: number; readonly max: number } | undefined;
}

type Target = {
  min: number;
  max: number;
  readonly arn: string;
  readonly createdMillis: number;
  suspended: SuspendedState;
  readonly requestsPerTask: number | undefined;
  /** Minutes in a row that asked for more tasks, or for fewer. */
  busyMinutes: number;
  quietMinutes: number;
};

/** "Target tracking": its alarms fire after 3 minutes above the target, and after 15 below nine tenths of it. */
const patience = { busyMinutes: 3, quietMinutes: 15, quietShare: 0.9 };

/**
 * Application Auto Scaling for ECS services: keeps each desired count within its bounds, some seconds after either has changed,
 * and follows the requests where a policy says so.
 */
export function createAutoScaling({ clock, random }: Surroundings, ecs: Ecs): AutoScaling {
  const targets = new Map<string, Target>();

  const keepWithin = (resourceId: string): void => {
    clock.schedule(clock.now() + Math.round(random.between(5_000, 20_000)), () => {
      const target = targets.get(resourceId);
      const desired = ecs.desiredCount(resourceId);
      if (target === undefined || desired === undefined) return;
      const wanted = Math.min(target.max, Math.max(target.min, desired));
      if (wanted !== desired) ecs.scale(resourceId, wanted);
    });
  };
  ecs.onDesiredCount(keepWithin);

  const register = (
    resourceId: string,
    change: Pick<Target, 'min' | 'max'> & Partial<Pick<Target, 'suspended' | 'requestsPerTask'>>,
  ): string => {
    const target: Target = {
      arn: arn('application-autoscaling', `scalable-target/${random.hex(26)}`),
      createdMillis: clock.now(),
      suspended: {},
      requestsPerTask: undefined,
      busyMinutes: 0,
      quietMinutes: 0,
      ...targets.get(resourceId),
      ...change,
    };
    targets.set(resourceId, target);
    keepWithin(resourceId);
    return target.arn;
  };

  const observe: AutoScaling['observe'] = (resourceId, requestsPerMinute) => {
    const target = targets.get(resourceId);
    const desired = ecs.desiredCount(resourceId) ?? 0;
    if (target?.requestsPerTask === undefined) return;
    if (desired === 0) {
      // No task whose requests could be measured: both alarms lack data.
      target.busyMinutes = 0;
      target.quietMinutes = 0;
      return;
    }
    const { requestsPerTask, suspended, min, max } = target;
    const isQuiet = requestsPerMinute < desired * requestsPerTask * patience.quietShare;
    target.busyMinutes = requestsPerMinute > desired * requestsPerTask ? target.busyMinutes + 1 : 0;
    target.quietMinutes = isQuiet ? target.quietMinutes + 1 : 0;
    const isDue =
      (target.busyMinutes >= patience.busyMinutes && !suspended.DynamicScalingOutSuspended) ||
      (target.quietMinutes >= patience.quietMinutes && !suspended.DynamicScalingInSuspended);
    const wanted = Math.min(max, Math.max(min, Math.ceil(requestsPerMinute / requestsPerTask)));
    if (isDue && wanted !== desired) ecs.scale(resourceId, wanted);
  };

  return {
    register: (resourceId, policy) => {
      register(resourceId, policy);
    },
    observe,
    bounds(resourceId) {
      const target = targets.get(resourceId);
      return target && { min: target.min, max: target.max };
    },
    operations: {
      DescribeScalableTargets: operation<
        DescribeScalableTargetsCommandInput,
        DescribeScalableTargetsCommandOutput
      >(
        () => ({ action: 'application-autoscaling:DescribeScalableTargets', resources: ['*'] }),
        ({ ResourceIds }) => ({
          ScalableTargets: [...targets]
            .filter(([resourceId]) => ResourceIds?.includes(resourceId) ?? true)
            .map(
              ([ResourceId, { min, max, arn, createdMillis, suspended }]): ScalableTarget => ({
                ServiceNamespace: 'ecs',
                ResourceId,
                ScalableDimension: 'ecs:service:DesiredCount',
                MinCapacity: min,
                MaxCapacity: max,
                RoleARN: undefined,
                CreationTime: new Date(createdMillis),
                ScalableTargetARN: arn,
                SuspendedState: suspended,
              }),
            ),
        }),
      ),
      RegisterScalableTarget: operation<
        RegisterScalableTargetCommandInput,
        RegisterScalableTargetCommandOutput
      >(
        // ARNs of scalable targets end in an id that nobody knows beforehand: policies name `scalable-target/*`.
        ({ ResourceId }) => ({
          action: 'application-autoscaling:RegisterScalableTarget',
          resources: [
            targets.get(required(ResourceId, 'resourceId'))?.arn ??
              arn('application-autoscaling', 'scalable-target/new'),
          ],
          context: {
            'application-autoscaling:service-namespace': ['ecs'],
            'application-autoscaling:scalable-dimension': ['ecs:service:DesiredCount'],
          },
        }),
        ({ ResourceId, MinCapacity, MaxCapacity, SuspendedState: suspended }) => {
          const resourceId = required(ResourceId, 'resourceId');
          const before = targets.get(resourceId);
          const min = required(MinCapacity ?? before?.min, 'minCapacity');
          const max = required(MaxCapacity ?? before?.max, 'maxCapacity');
          const change = { min, max: Math.max(min, max), ...(suspended && { suspended }) };
          return { ScalableTargetARN: register(resourceId, change) };
        },
      ),
    },
  };
}
