import type { Scenario } from '../scenario.ts';

export const tasksDieWhileBaking: Scenario = {
  story: "The canary's tasks run out of memory while it bakes: no count of requests tells, its health does.",
  play(stage) {
    stage.release('v42');
    for (const minute of [20, 21, 22, 23, 24, 25]) stage.at(minute, () => stage.crash('v42'));
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /stopped by themselves.+OutOfMemory/ },
};
