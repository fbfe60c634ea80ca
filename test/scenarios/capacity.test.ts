import { expect, it } from '@jest/globals';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { fullLoadBreaksIt } from '../../rehearsal/scenarios/full-load-breaks-it.ts';

const stable = 'service/shop/recommendation-blue';
const stableTasks = 4;

it('keeps all of stable while the canary has its traffic, so that a rollback waits for no task', async () => {
  const counts: number[] = [];
  const { outcome, ledger, releases } = await rehearse({
    seed: 7,
    scenario: {
      ...fullLoadBreaksIt,
      play(stage) {
        fullLoadBreaksIt.play(stage);
        for (let minute = 1; minute < 90; minute++) {
          stage.at(minute, () => counts.push(stage.world.ecs.desiredCount(stable) ?? 0));
        }
      },
    },
  });
  expect(outcome).toBe('rolled back');
  expect([...new Set(counts)]).toEqual([stableTasks]);
  // For longer than auto scaling waits (test/rehearsal/world/autoscaling.test.ts) one task would have done.
  const quiet = ledger.filter(({ version, late }) => version === releases.key('v41') && late);
  expect(quiet.length).toBeGreaterThan(15);
});
