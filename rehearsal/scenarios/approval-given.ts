import type { Scenario } from '../scenario.ts';
import { stepsWithApproval } from './_steps.ts';

export const approvalGiven: Scenario = {
  story: 'A person approves the step to 50%, and the rollout goes on.',
  spec: { steps: stepsWithApproval },
  play(stage) {
    stage.release('v42');
    stage.when('Wait for a decision', () => {
      stage.world.clock.schedule(stage.world.clock.now() + 600_000, () => stage.approve());
    });
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
