import type { Scenario } from '../scenario.ts';

export const sickStable: Scenario = {
  story:
    'Stable is sick already and its alarm fires: a normal rollout refuses to start and says how to ship the cure.',
  versions: { v41: { errorRate: 0.2 } },
  play(stage) {
    stage.alarm('ALARM');
    stage.at(1, () => stage.release('v42'));
  },
  ends: { outcome: 'rejected', version: 'v41', reason: /hotfix/ },
};
