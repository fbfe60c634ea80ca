import type { Scenario } from '../scenario.ts';

export const personAborts: Scenario = {
  story: 'A person aborts the rollout at 50%: support hears complaints that no metric shows.',
  play(stage) {
    stage.release('v42');
    stage.at(75, () => stage.abort('customers report wrong prices'));
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /wrong prices/ },
};
