import type { Scenario } from '../scenario.ts';

export const albSticky: Scenario = {
  story:
    'The load balancer keeps each client with its version for ten minutes, so that weights reach them late.',
  file: 'examples/ecs-load-balancer.yml',
  play(stage) {
    const { listener } = stage.spec.traffic;
    stage.world.elbv2.stick(String(listener), 600);
    stage.release('v42');
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
