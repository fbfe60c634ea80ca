import type { Scenario } from '../scenario.ts';
import { quarterHours } from './_steps.ts';

export const learnsFromGoodReleases: Scenario = {
  story:
    'Three good releases show how little the counts of this service scatter; the fourth, as good, is proved sooner.',
  spec: { steps: quarterHours, warm: '1m', advanceEarly: true },
  play(stage) {
    stage.release('v42');
    stage.when('Promoted', () => stage.release('v43'));
    stage.when('Promoted', () => stage.release('v44'), 2);
    stage.when('Promoted', () => stage.release('v45'), 3);
  },
  ends: {
    outcome: 'promoted',
    version: 'v45',
    executions: ['promoted', 'promoted', 'promoted', 'promoted'],
  },
};
