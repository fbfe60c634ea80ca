import type { Scenario } from '../scenario.ts';

export const metricsVanish: Scenario = {
  story:
    'The metrics stop arriving mid-rollout: no data is no proof, the weight stays, and a person is asked.',
  play(stage) {
    stage.release('v42');
    stage.at(45, () => {
      for (const { config } of stage.spec.metrics) stage.world.cloudwatch.vanish(String(config.namespace));
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /Nobody answered in time/ },
};
