import type { Scenario } from '../scenario.ts';
import { AwsError, type Call } from '../world/index.ts';

export const learnsNothing: Scenario = {
  story: 'What good releases teach can be neither read nor stored; the new version is promoted all the same.',
  play(stage) {
    stage.world.faults.before = (call) => {
      if (isOfLearning(call)) throw new AwsError('InternalServerError', 'The table is not well.');
    };
    stage.release('v42');
  },
  ends: { outcome: 'promoted', version: 'v42' },
};

const isOfLearning = ({ input }: Call): boolean => JSON.stringify(input).includes('"learned"');
