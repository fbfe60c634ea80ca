import type { Scenario } from '../scenario.ts';
import { AwsError, type Call } from '../world/index.ts';
import { quarterHours } from './_steps.ts';

export const learnsNothing: Scenario = {
  story: 'What good releases teach can be neither stored nor read; they are released all the same.',
  spec: { steps: quarterHours, warm: '1m' },
  play(stage) {
    stage.world.faults.before = (call) => {
      if (isOfLearning(call)) throw new AwsError('InternalServerError', 'The table is not well.');
    };
    stage.release('v42');
    stage.when('Promoted', () => stage.release('v43'));
  },
  ends: { outcome: 'promoted', version: 'v43', executions: ['promoted', 'promoted'] },
};

const isOfLearning = ({ input }: Call): boolean => JSON.stringify(input).includes('"learned"');
