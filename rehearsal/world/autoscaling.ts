import type {
  DescribeScalableTargetsCommandInput,
  DescribeScalableTargetsCommandOutput,
  RegisterScalableTargetCommandInput,
  RegisterScalableTargetCommandOutput,
  ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { required } from './aws-error.ts';
import type { Ecs } from './ecs.ts';
import { arn } from './place.ts';
import { type Operations, operation, type Surroundings } from './service.ts';

export interface AutoScaling {
  readonly operations: Operations;
  /** `service/shop/recommendation-blue`, with its bounds. */
  register(resourceId: string, bounds: { readonly min: number; readonly max: number }): void;
  bounds(resourceId: string): { readonly min: number; readonly max: number } | undefined;
}

/** Application Auto Scaling for ECS services: keeps each desired count within its bounds, some seconds after either has changed. */
export function createAutoScaling({ clock, random }: Surroundings, ecs: Ecs): AutoScaling {
  const targets = new Map<
    string,
    { min: number; max: number; readonly arn: string; readonly createdMillis: number }
  >();

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

  const register = (resourceId: string, min: number, max: number): string => {
    const targetArn =
      targets.get(resourceId)?.arn ?? arn('application-autoscaling', `scalable-target/${random.hex(26)}`);
    targets.set(resourceId, { min, max, arn: targetArn, createdMillis: clock.now() });
    keepWithin(resourceId);
    return targetArn;
  };

  return {
    register: (resourceId, { min, max }) => {
      register(resourceId, min, max);
    },
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
              ([ResourceId, { min, max, arn, createdMillis }]): ScalableTarget => ({
                ServiceNamespace: 'ecs',
                ResourceId,
                ScalableDimension: 'ecs:service:DesiredCount',
                MinCapacity: min,
                MaxCapacity: max,
                RoleARN: undefined,
                CreationTime: new Date(createdMillis),
                ScalableTargetARN: arn,
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
        ({ ResourceId, MinCapacity, MaxCapacity }) => {
          const resourceId = required(ResourceId, 'resourceId');
          const before = targets.get(resourceId);
          const min = required(MinCapacity ?? before?.min, 'minCapacity');
          const max = required(MaxCapacity ?? before?.max, 'maxCapacity');
          return { ScalableTargetARN: register(resourceId, min, Math.max(min, max)) };
        },
      ),
    },
  };
}
