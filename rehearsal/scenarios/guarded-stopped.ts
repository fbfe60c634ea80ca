import type { Scenario } from '../scenario.ts';

export const guardedStopped: Scenario = {
  story:
    'Somebody stops the execution of a guarded ramp at its fourth weight; a recovery returns all traffic.',
  spec: { steps: 'guarded' },
  pastMinutes: 60,
  play(stage) {
    stage.release('v42');
    stage.when('Let old answers expire', (execution) => stage.stop(execution), 4);
  },
  ends: { outcome: 'rolled back', version: 'v41', executions: ['stopped', 'rolled back'] },
};
