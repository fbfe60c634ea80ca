import type { Scenario } from '../scenario.ts';

export const advanceEarly: Scenario = {
  story: 'The spec lets fixed steps end before their bakes are over, once safety is proved.',
  file: 'examples/lambda.yml',
  spec: { advanceEarly: true },
  isTimed: true,
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'promoted', version: 'v42' },
};
