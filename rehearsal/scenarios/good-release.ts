import type { Scenario } from '../scenario.ts';

export const goodRelease: Scenario = {
  story: 'A good release goes through all its steps to 100%.',
  play(stage) {
    stage.release('v42');
    stage.approveEverything();
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
