import type { Scenario } from '../scenario.ts';

export const newerPushIsRejected: Scenario = {
  story: 'v43 is pushed while v42 bakes and is rejected, as the spec says.',
  spec: { onNewerVersion: 'reject' },
  play(stage) {
    stage.release('v42');
    stage.at(40, () => stage.release('v43'));
  },
  ends: { outcome: 'promoted', version: 'v42', executions: ['promoted', 'rejected'] },
};
