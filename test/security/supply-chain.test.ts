import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const lock = z
  .looseObject({
    packages: z.record(
      z.string(),
      z.looseObject({
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        link: z.boolean().optional(),
        hasInstallScript: z.boolean().optional(),
        inBundle: z.boolean().optional(),
        dev: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));
const { allowScripts } = z
  .looseObject({ allowScripts: z.record(z.string(), z.boolean()) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')));

const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

describe('dependencies', () => {
  it('are each pinned by a hash', () => {
    expect(packages.length).toBeGreaterThan(100);
    expect(
      packages.filter(
        ([, { integrity, inBundle }]) => !integrity?.startsWith('sha512-') && inBundle !== true,
      ),
    ).toEqual([]);
  });

  it('come from the registry, not from a repository or an address', () => {
    expect(packages.filter(([, { resolved, link }]) => resolved !== undefined || link === true)).toEqual([]);
  });

  it('run no script at installation, but those that are decided on', () => {
    const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    // fsevents is for another operating system, and is never installed on ours or on Lambda.
    const undecided = scripted
      .map(([path]) => nameOf(path))
      .filter((name) => !(name in allowScripts) && name !== 'fsevents');
    expect([...new Set(undecided)]).toEqual([]);
  });

  it('of the handlers run none at all', () => {
    expect(
      packages.filter(([, { dev, hasInstallScript }]) => dev !== true && hasInstallScript === true),
    ).toEqual([]);
  });
});
