import { ecs } from '../../providers/workloads/ecs.ts';
import { type WorkloadSet, withConfig } from './set.ts';

/** How many tasks the stable version runs with, and how busy auto scaling lets them be: more than they are. */
const stableTasks = 4;
const headroom = 1.25;

/** Two services behind target groups, those of the route or their own; auto scaling follows the requests of each. */
export const ecsSet: WorkloadSet = withConfig(
  ecs.config,
  ({ cluster, services }, world, { route, stable, code, requestsPerMinute }) => {
    const resourceIds: Record<string, string> = {};
    for (const [slot, name] of Object.entries(services)) {
      const isStable = slot === stable;
      const resourceId = `service/${cluster}/${name}`;
      const targetGroupArn =
        (route.kind === 'alb' ? route.targetGroups[slot] : undefined) ??
        world.elbv2.createTargetGroup({ name });
      world.ecs.createService({
        cluster,
        name,
        image: code,
        desiredCount: isStable ? stableTasks : 0,
        targetGroupArn,
      });
      world.elbv2.attach(targetGroupArn, () => world.ecs.targets(resourceId));
      world.autoScaling.register(resourceId, {
        min: isStable ? 2 : 0,
        max: 12,
        requestsPerTask: (requestsPerMinute / stableTasks) * headroom,
      });
      resourceIds[slot] = resourceId;
    }
    return resourceIds;
  },
);
