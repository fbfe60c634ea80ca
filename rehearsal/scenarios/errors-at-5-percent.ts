import type { Scenario } from '../scenario.ts';

export const errorsAt5Percent: Scenario = {
  story: 'The new version fails 5% of its requests; the first step, at 5% of the traffic, finds it.',
  versions: { v42: { errorRate: 0.05 } },
  play(stage) {
    stage.release('v42');
    stage.approveEverything();
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /rose with the new version/ },
};
