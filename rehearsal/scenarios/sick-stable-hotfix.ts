import type { Scenario } from '../scenario.ts';

export const sickStableHotfix: Scenario = {
  story: 'Stable is sick and its alarm fires: a hotfix is judged by comparison with stable and goes through.',
  versions: { v41: { errorRate: 0.2 } },
  play(stage) {
    stage.alarm('ALARM');
    stage.at(1, () => stage.startInConsole({ ...stage.inputFor('v42'), hotfix: true }));
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
