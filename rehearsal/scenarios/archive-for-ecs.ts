import type { Scenario } from '../scenario.ts';

export const archiveForEcs: Scenario = {
  story: 'Somebody asks ECS to release a code archive: refused at once, before anything is touched.',
  play(stage) {
    const archive = { bucket: 'releases', key: 'recommendation/v42.zip' };
    stage.startInConsole({ service: stage.spec.service, archive });
  },
  ends: { outcome: 'rejected', version: 'v41', reason: /ecs releases an image, but this is an archive/ },
};
