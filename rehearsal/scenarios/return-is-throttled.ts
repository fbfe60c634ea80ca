import type { Scenario } from '../scenario.ts';
import { AwsError } from '../world/index.ts';
import { movesTraffic } from './_writes.ts';

const troubleMinutes = 6;

export const returnIsThrottled: Scenario = {
  story:
    'AWS refuses to move traffic for six minutes just when it must return: a person is paged, and it returns.',
  versions: { v42: { errorRate: 0.05 } },
  play(stage) {
    const { world } = stage;
    stage.release('v42');
    stage.when('Roll back the traffic', () => {
      let isOver = false;
      stage.after(troubleMinutes, () => {
        isOver = true;
      });
      world.faults.before = (call) => {
        if (movesTraffic(call) && !isOver) throw new AwsError('Throttling', 'Rate exceeded');
      };
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors/ },
};
