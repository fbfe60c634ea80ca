import type { Scenario } from '../scenario.ts';
import { movesTraffic } from './_writes.ts';

/** Longer than its handler lives: the request is on its way to AWS when Lambda ends the handler. */
const stuckMillis = 40_000;

export const lateWriteWins: Scenario = {
  story:
    'A stuck shift lands after the alarm has returned the traffic and its own handler is dead: repaired.',
  play(stage) {
    const { world } = stage;
    stage.release('v42');
    stage.when(
      'Shift traffic',
      () => {
        world.faults.before = async (call) => {
          if (!call.principal.endsWith('shift-traffic') || !movesTraffic(call)) return;
          world.faults.before = () => {};
          stage.alarm('ALARM');
          await world.clock.sleep(stuckMillis);
        };
      },
      2,
    );
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /^The alarm .+ fired/ },
};
