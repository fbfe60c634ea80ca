import type { Scenario } from '../scenario.ts';

export const freezeBegins: Scenario = {
  story: 'A freeze window opens mid-rollout: the weight stays for two hours, then rises on.',
  spec: { freeze: [{ name: 'earnings call', from: '2026-11-02T11:00:00Z', to: '2026-11-02T13:00:00Z' }] },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'promoted', version: 'v42' },
};
