import type { Scenario } from '../scenario.ts';

export const guardedApproval: Scenario = {
  story: 'A guarded ramp is paused on its way, and asks a person before it leaves its plateau.',
  file: 'examples/ecs-load-balancer.yml',
  spec: { steps: { kind: 'guarded', first: '1%', approval: { timeout: '2h', onTimeout: 'rollback' } } },
  pastMinutes: 60,
  play(stage) {
    stage.release('v42');
    stage.approveEverything();
    stage.at(8, () => stage.pause('a look at the logs'));
    stage.at(30, () => stage.resume());
  },
  ends: { outcome: 'promoted', version: 'v42' },
};
