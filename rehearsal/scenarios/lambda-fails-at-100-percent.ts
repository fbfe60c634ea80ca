import type { Scenario } from '../scenario.ts';

export const lambdaFailsAt100Percent: Scenario = {
  story: 'A Lambda version breaks when it has had all traffic for a while; it is still measured, and goes.',
  file: 'examples/lambda.yml',
  spec: {
    steps: [
      { weight: '50%', bake: '15m' },
      { weight: '100%', bake: '30m' },
    ],
  },
  versions: { v42: { errorRate: (minutes) => (minutes > 25 ? 0.05 : 0.001) } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors rose/ },
};
