import type { Scenario } from '../scenario.ts';

export const stopSwitch: Scenario = {
  story: 'The stop switch is set for an hour: no weight rises anywhere until it is taken away.',
  play(stage) {
    stage.release('v42');
    stage.at(20, () => stage.stopSwitch('a region is down'));
    stage.at(80, () => stage.stopSwitch(null));
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
