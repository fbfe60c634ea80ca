import type { Scenario } from '../scenario.ts';

export const lambdaGoodRelease: Scenario = {
  story: 'A good archive for a Lambda function, asked for by an event, takes over the alias.',
  file: 'examples/lambda.yml',
  play: (stage) => stage.release('v42'),
  ends: { outcome: 'promoted', version: 'v42' },
};
