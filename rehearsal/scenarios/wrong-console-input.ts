import type { Scenario } from '../scenario.ts';

export const wrongConsoleInput: Scenario = {
  story:
    'Somebody starts an execution in the console with a tag for an image: refused at once, with the remedy.',
  play(stage) {
    stage.startInConsole({ service: stage.spec.service, image: 'registry.example.com/recommendation:v42' });
  },
  ends: { outcome: 'rejected', version: 'v41', reason: /has no digest/ },
};
