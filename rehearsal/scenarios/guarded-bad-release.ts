import type { Scenario } from '../scenario.ts';

export const guardedBadRelease: Scenario = {
  story:
    'A guarded ramp meets a version that fails 5% of its requests, and returns its traffic from a small weight.',
  file: 'examples/lambda.yml',
  // A function has counts by version only while its alias has two, so the spec says what is usual.
  spec: { requestsPerMinute: 20_000, steps: { kind: 'guarded', bake: '15m' } },
  requestsPerMinute: 20_000,
  versions: { v42: { errorRate: 0.05 } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /rose with the new version/ },
};
