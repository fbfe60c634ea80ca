import type { Scenario } from '../scenario.ts';
import { movesTraffic } from './_writes.ts';

/** Long enough for the alarm to return the traffic and mark the claim in between, short enough for the handler to live. */
const stuckMillis = 12_000;

export const shiftInFlightAtTheAlarm: Scenario = {
  story: 'An alarm fires while a shift to 25% is under way and stuck; the late write does not win.',
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
