import type { Scenario } from '../scenario.ts';

export const fullLoadBreaksIt: Scenario = {
  story:
    'The new version breaks when it has had all traffic for half an hour; stable still has all its tasks.',
  spec: {
    steps: [
      { weight: '50%', bake: '30m' },
      { weight: '100%', bake: '1h' },
    ],
  },
  versions: { v42: { errorRate: (minutes) => (minutes > 65 ? 0.05 : 0.001) } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors rose/ },
};
