import type { Scenario } from '../scenario.ts';

export const alarmMidBake: Scenario = {
  story: 'An alarm fires while the canary bakes at 25%; the traffic returns within seconds.',
  play(stage) {
    stage.release('v42');
    stage.at(50, () => stage.alarm('ALARM'));
    stage.at(70, () => stage.alarm('OK'));
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /^The alarm .+ fired/ },
};
