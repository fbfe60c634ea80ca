import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { deployment } from '../../deploy/deployment.ts';
import { describePermissions } from '../../deploy/describe-permissions.ts';
import { readSources } from '../../deploy/sources.ts';

it('docs/permissions.md is up to date; if not, run npm run docs:permissions', async () => {
  expect(readFileSync('docs/permissions.md', 'utf8')).toBe(
    describePermissions(deployment(await readSources())),
  );
});
