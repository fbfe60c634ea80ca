import type { Scenario } from '../scenario.ts';

export const tasksDieWhileBaking: Scenario = {
  story: "The canary's tasks run out of memory while it bakes: no count of requests tells, its health does.",
  versions: { v42: { startSeconds: 45 } },
  play(stage) {
    stage.release('v42');
    for (let minute = 20; minute < 60; minute++) stage.at(minute, () => stage.crash('v42'));
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /stopped by themselves.+OutOfMemory/ },
};
