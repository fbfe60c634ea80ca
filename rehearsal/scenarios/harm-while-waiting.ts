import type { Scenario } from '../scenario.ts';
import { stepsWithApproval } from './_steps.ts';

export const harmWhileWaiting: Scenario = {
  story:
    'The canary begins to fail while the rollout waits for an approval: it is judged all the same, and rolled back.',
  versions: { v42: { errorRate: (minutes) => (minutes < 40 ? 0.001 : 0.05) } },
  spec: { steps: stepsWithApproval },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors/ },
};
