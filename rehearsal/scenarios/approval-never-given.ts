import type { Scenario } from '../scenario.ts';
import { stepsWithApproval } from './_steps.ts';

export const approvalNeverGiven: Scenario = {
  story: 'Nobody answers the question before 50%; after two hours that means no.',
  spec: { steps: stepsWithApproval },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /Nobody answered in time/ },
};
