import type { Scenario } from '../scenario.ts';
import { AwsError } from '../world/index.ts';

/** Of Haldane's own calls to Route 53, all but every third are refused. */
const passes = 3;

export const route53IsBusy: Scenario = {
  story:
    'Something else uses up the few requests that Route 53 allows: a rollout waits in line at each step, and when an alarm returns it.',
  spec: {
    steps: [
      { weight: '25%', bake: '10m' },
      { weight: '100%', bake: '10m' },
    ],
    warm: '10m',
  },
  play(stage) {
    const { world } = stage;
    let calls = 0;
    world.faults.before = ({ service, principal }) => {
      if (service !== 'route53' || !principal.startsWith('haldane-')) return;
      calls += 1;
      if (calls % passes !== 0) throw new AwsError('Throttling', 'Rate exceeded');
    };
    stage.release('v42');
    stage.when('Keep the old version warm', (execution) => {
      const { clock } = world;
      clock.schedule(clock.now() + 60_000, () => execution.status === 'RUNNING' && stage.alarm('ALARM'));
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /^The alarm .+ fired/ },
};
