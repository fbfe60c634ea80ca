import type { Scenario } from '../scenario.ts';

export const stoppedWhileRetiring: Scenario = {
  story:
    'Somebody stops the execution while it removes the old version: the recovery finishes the promotion.',
  play(stage) {
    stage.release('v42');
    stage.when('Check the drain', (execution) => stage.stop(execution));
  },
  ends: { outcome: 'promoted', version: 'v42', executions: ['stopped', 'promoted'] },
};
