import type { Scenario } from '../scenario.ts';

export const incidentOnBoth: Scenario = {
  story: 'A database incident hits both versions for ten minutes; the release is not blamed.',
  play(stage) {
    stage.release('v42');
    stage.at(20, () => stage.world.traffic.incident({ minutes: 10, errorFactor: 20 }));
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
