import type { Scenario } from '../scenario.ts';

export const recoveryStoppedToo: Scenario = {
  story:
    'Somebody stops the execution, and then its recovery as well; a second recovery returns the traffic.',
  play(stage) {
    stage.release('v42');
    stage.when('Judge', (execution) => stage.stop(execution), 40);
    stage.when('Roll back the traffic', (execution) => stage.stop(execution));
  },
  ends: { outcome: 'rolled back', version: 'v41', executions: ['stopped', 'stopped', 'rolled back'] },
};
