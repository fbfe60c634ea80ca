import type { Scenario } from '../scenario.ts';
import { stepsWithApproval } from './_steps.ts';

export const approvalRefused: Scenario = {
  story: 'A person refuses the step to 50%; the traffic returns.',
  spec: { steps: stepsWithApproval },
  play(stage) {
    stage.release('v42');
    stage.when('Wait for a decision', () => {
      stage.world.clock.schedule(stage.world.clock.now() + 600_000, () =>
        stage.refuse('not before the sale'),
      );
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /not before the sale/ },
};
