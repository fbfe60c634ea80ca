import type { Scenario } from '../scenario.ts';

export const paused: Scenario = {
  story: 'Somebody pauses the rollout at 25% and resumes it an hour later; it goes on to 100%.',
  play(stage) {
    stage.release('v42');
    stage.when(
      'Let old answers expire',
      () => {
        stage.pause('a look at the logs');
        stage.world.clock.schedule(stage.world.clock.now() + 3_600_000, () => stage.resume());
      },
      2,
    );
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
