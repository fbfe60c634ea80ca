import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { exitCodes } from '../../cli/exit-codes.ts';

const page = readFileSync('docs/cli.md', 'utf8');

it('docs/cli.md has the exit codes', () => {
  for (const code of Object.values(exitCodes)) expect(page).toContain(`\n| ${code} | `);
});
