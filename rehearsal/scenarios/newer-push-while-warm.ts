import type { Scenario } from '../scenario.ts';

export const newerPushWhileWarm: Scenario = {
  story:
    'v43 is pushed while v42, already promoted, keeps v41 warm: the wait ends early, and nothing is rolled back.',
  play(stage) {
    stage.release('v42');
    stage.when('Keep the old version warm', () => stage.release('v43'));
  },
  ends: { outcome: 'promoted', version: 'v43', executions: ['promoted', 'promoted'] },
};
