import type { Scenario } from '../scenario.ts';

export const lambdaDoesNotBecomeActive: Scenario = {
  story:
    'The new code crashes while Lambda initializes its version (SnapStart); the alias never hears of it.',
  file: 'examples/lambda.yml',
  versions: { v42: { start: 'crashes' } },
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'rolled back', version: 'v41', reason: /version 2 failed/ },
};
