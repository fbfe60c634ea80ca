import type { Scenario } from '../scenario.ts';

export const crashOnStart: Scenario = {
  story: 'The new version crashes when it starts; it never gets traffic.',
  versions: { v42: { start: 'crashes' } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41' },
};
