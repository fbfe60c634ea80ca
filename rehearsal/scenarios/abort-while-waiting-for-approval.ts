import type { Scenario } from '../scenario.ts';
import { stepsWithApproval } from './_steps.ts';

export const abortWhileWaitingForApproval: Scenario = {
  story: 'A person aborts while the rollout waits for an approval; abort always wins.',
  spec: { steps: stepsWithApproval },
  play(stage) {
    stage.release('v42');
    stage.when('Wait for a decision', () => {
      stage.world.clock.schedule(stage.world.clock.now() + 600_000, () => stage.abort('found a bug'));
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /found a bug/ },
};
