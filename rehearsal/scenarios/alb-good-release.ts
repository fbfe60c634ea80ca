import type { Scenario } from '../scenario.ts';

export const albGoodRelease: Scenario = {
  story: 'A good release behind a load balancer goes through all its steps.',
  file: 'examples/ecs-load-balancer.yml',
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'promoted', version: 'v42' },
};
