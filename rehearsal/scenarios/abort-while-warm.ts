import type { Scenario } from '../scenario.ts';

export const abortWhileWarm: Scenario = {
  story:
    'A person aborts after the promotion, while the old version is kept warm; all traffic returns to it.',
  play(stage) {
    stage.release('v42');
    stage.when('Keep the old version warm', () => {
      stage.world.clock.schedule(stage.world.clock.now() + 300_000, () => stage.abort('invoices are wrong'));
    });
  },
  ends: { outcome: 'rolled back', version: 'v41', reason: /invoices/ },
};
