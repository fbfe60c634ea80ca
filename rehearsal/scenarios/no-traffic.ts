import type { Scenario } from '../scenario.ts';

export const noTraffic: Scenario = {
  story: 'Nobody uses the service at night: nothing is proved, so nothing is promoted without a person.',
  requestsPerMinute: 0,
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /Nobody answered in time/ },
};
