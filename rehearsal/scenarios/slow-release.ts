import type { Scenario } from '../scenario.ts';

export const slowRelease: Scenario = {
  story: 'The new version answers rightly but twice as slowly.',
  versions: { v42: { latencyMillis: { median: 160, spread: 0.5 } } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /latency/ },
};
