import type { Scenario } from '../scenario.ts';

/** The alarm fires this long before a look of the judge, and its mark is stuck for longer than that. */
const earlyMillis = 8_000;
const stuckMillis = 18_000;

export const tickBeforeTheMark: Scenario = {
  story:
    'An alarm has returned the traffic but not yet marked the claim when the judge looks: still a rollback, not a stranger.',
  play(stage) {
    const { world } = stage;
    stage.release('v42');
    stage.when(
      'Bake',
      () => {
        world.faults.before = async ({ principal, operation }) => {
          if (principal.endsWith('interrupt') && operation === 'UpdateItem')
            await world.clock.sleep(stuckMillis);
        };
        world.clock.schedule(world.clock.now() + 60_000 - earlyMillis, () => stage.alarm('ALARM'));
      },
      40,
    );
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /returned to stable from outside/ },
};
