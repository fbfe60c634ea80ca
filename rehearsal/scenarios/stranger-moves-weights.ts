import type { Scenario } from '../scenario.ts';

export const strangerMovesWeights: Scenario = {
  story: 'Another tool moves the weights mid-rollout: the rollout stops, says so and overwrites nothing.',
  play(stage) {
    stage.release('v42');
    stage.at(45, () => stage.moveWeights(70));
  },
  ends: { outcome: 'stopped', version: null, reason: /someone else moved the weights/ },
};
