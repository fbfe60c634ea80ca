import type { Scenario } from '../scenario.ts';

export const newerPushQueues: Scenario = {
  story: 'v43 and then v44 are pushed while v42 bakes; v42 is promoted, v43 steps aside, v44 follows.',
  spec: { onNewerVersion: 'queue' },
  play(stage) {
    stage.release('v42');
    stage.at(40, () => stage.release('v43'));
    stage.at(60, () => stage.release('v44'));
  },
  ends: { outcome: 'promoted', version: 'v44', executions: ['promoted', 'rejected', 'promoted'] },
};
