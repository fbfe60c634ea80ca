import type { Scenario } from '../scenario.ts';

export const albBadRelease: Scenario = {
  story: 'A release behind a load balancer fails 5% of its requests; its target group shows it.',
  file: 'examples/ecs-load-balancer.yml',
  versions: { v42: { errorRate: 0.05 } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors rose/ },
};
