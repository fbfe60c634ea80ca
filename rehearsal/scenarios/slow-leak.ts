import type { Scenario } from '../scenario.ts';

export const slowLeak: Scenario = {
  story: 'The new version is fine for three quarters of an hour, then fails more and more.',
  versions: { v42: { errorRate: (minutes) => (minutes < 45 ? 0.001 : 0.001 + (minutes - 45) * 0.001) } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors/ },
};
