import type { Scenario } from '../scenario.ts';

export const guardedGoodRelease: Scenario = {
  story: 'A good release by a guarded ramp: each weight is chosen by what was proved until then.',
  file: 'examples/lambda.yml',
  // A function has counts by version only while its alias has two, so the spec says what is usual.
  spec: { requestsPerMinute: 60_000, steps: { kind: 'guarded' } },
  requestsPerMinute: 60_000,
  isTimed: true,
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'promoted', version: 'v42' },
};
