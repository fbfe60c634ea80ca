import { writeFileSync } from 'node:fs';
import { deployment } from '../deploy/deployment.ts';
import { describePermissions } from '../deploy/describe-permissions.ts';
import { readSources } from '../deploy/sources.ts';

// `npm run docs:permissions`
writeFileSync('docs/permissions.md', describePermissions(deployment(await readSources())));
