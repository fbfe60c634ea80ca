import type { Scenario } from '../scenario.ts';

export const newerPushSupersedes: Scenario = {
  story: 'v43 is pushed while v42 bakes; v42 gives way and v43 is released.',
  play(stage) {
    stage.release('v42');
    stage.at(40, () => stage.release('v43'));
  },
  ends: { outcome: 'promoted', version: 'v43', executions: ['rolled back', 'promoted'] },
};
