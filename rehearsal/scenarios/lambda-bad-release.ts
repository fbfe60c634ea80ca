import type { Scenario } from '../scenario.ts';

export const lambdaBadRelease: Scenario = {
  story: 'A Lambda function is released from the console as an image that fails 5%; the alias goes back.',
  file: 'examples/lambda.yml',
  spec: { trigger: { ecr: { repository: 'thumbnails' } } },
  versions: { v42: { errorRate: 0.05 } },
  play: (stage) => stage.startInConsole(stage.inputFor('v42')),
  ends: { outcome: 'rolled back', version: 'v41', reason: /errors rose/ },
};
