import type { Scenario } from '../scenario.ts';

export const stableLosesATask: Scenario = {
  story: 'Stable has just lost a task when a release arrives: no rollout begins on shaky ground.',
  play(stage) {
    stage.at(1, () => stage.crash('v41'));
    stage.at(1.1, () => stage.release('v42'));
  },
  ends: { outcome: 'rejected', version: 'v41', reason: /is still starting: 3 of 4 tasks/ },
};
