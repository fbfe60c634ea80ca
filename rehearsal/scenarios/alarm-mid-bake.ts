import type { Scenario } from '../scenario.ts';

export const alarmMidBake: Scenario = {
  story: 'An alarm fires while the canary bakes at 25%; the traffic returns within seconds.',
  play(stage) {
    stage.push('v42');
    stage.at(50, () => stage.alarm('recommendation-unhealthy', 'ALARM'));
    stage.at(70, () => stage.alarm('recommendation-unhealthy', 'OK'));
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /alarm recommendation-unhealthy/ },
};
