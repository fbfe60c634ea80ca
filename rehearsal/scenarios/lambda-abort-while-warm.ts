import type { Scenario } from '../scenario.ts';

export const lambdaAbortWhileWarm: Scenario = {
  story:
    'The alias names only the new version when a person aborts; the old one is still there and takes over.',
  file: 'examples/lambda.yml',
  play(stage) {
    stage.release('v42');
    stage.when('Keep the old version warm', () => {
      const { clock } = stage.world;
      clock.schedule(clock.now() + 300_000, () => stage.abort('thumbnails are too small'));
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /thumbnails are too small/ },
};
