import type { Scenario } from '../scenario.ts';

export const repeatedPush: Scenario = {
  story:
    'EventBridge delivers everything twice: one rollout starts, and every handler runs twice without harm.',
  play(stage) {
    stage.world.events.duplicateEverything(true);
    stage.release('v42');
    stage.at(10, () => stage.release('v42'));
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
