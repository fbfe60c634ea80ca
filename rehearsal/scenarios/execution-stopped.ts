import type { Scenario } from '../scenario.ts';

export const executionStopped: Scenario = {
  story: 'Somebody presses "Stop execution" while the canary bakes; the traffic returns by itself.',
  play(stage) {
    stage.release('v42');
    stage.when('Judge', (execution) => stage.stop(execution), 40);
  },
  ends: { outcome: 'rolled back', version: 'v41', executions: ['stopped', 'rolled back'] },
};
