import {
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { call } from '../call.ts';
import type { Clients } from '../clients.ts';

export type Limits = {
  readonly min?: number;
  readonly max?: number;
  /** Whether Application Auto Scaling may take tasks away. Scaling out is never stopped. */
  readonly mayScaleIn?: boolean;
};

/** The Application Auto Scaling side of ECS services, for those that are registered there. */
export function scalableTargets(cluster: string, { autoScaling }: Pick<Clients, 'autoScaling'>) {
  const place = {
    ServiceNamespace: 'ecs' as const,
    ScalableDimension: 'ecs:service:DesiredCount' as const,
  };
  const idOf = (service: string) => `service/${cluster}/${service}`;

  return {
    async find(services: readonly string[]): Promise<(service: string) => ScalableTarget | undefined> {
      const about = {
        action: 'application-autoscaling:DescribeScalableTargets',
        resource: services.map(idOf).join(', '),
      };
      const { ScalableTargets = [] } = await call(about, () =>
        autoScaling.send(new DescribeScalableTargetsCommand({ ...place, ResourceIds: services.map(idOf) })),
      );
      return (service) => ScalableTargets.find(({ ResourceId }) => ResourceId === idOf(service));
    },

    /** Sets what is named, also where the target seems to have it already: that answer may be old. The rest stays as it is. */
    async limit(target: ScalableTarget, { min, max, mayScaleIn }: Limits): Promise<void> {
      const ResourceId = target.ResourceId;
      const changes = {
        ...(min === undefined ? {} : { MinCapacity: min }),
        ...(max === undefined ? {} : { MaxCapacity: max }),
        ...(mayScaleIn === undefined
          ? {}
          : { SuspendedState: { ...target.SuspendedState, DynamicScalingInSuspended: !mayScaleIn } }),
      };
      await call(
        { action: 'application-autoscaling:RegisterScalableTarget', resource: `${ResourceId}` },
        () => autoScaling.send(new RegisterScalableTargetCommand({ ...place, ResourceId, ...changes })),
      );
    },
  };
}
