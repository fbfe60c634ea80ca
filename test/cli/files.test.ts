import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { files, readText } from '../../cli/files.ts';
import { writePages } from '../../cli/write-pages.ts';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'haldane-files-'));
const file = join(folder, 'file');
writeFileSync(file, 'text');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a page', () => {
  it('is written into folders that are made for it', () => {
    files.write(join(folder, 'a/b/page.html'), 'page');
    expect(readFileSync(join(folder, 'a/b/page.html'), 'utf8')).toBe('page');
  });

  // Node's own mkdir goes round for ever in /proc.
  it.each([
    ['a folder that cannot be made', '/proc/x'],
    ['a folder below one that cannot be made', '/proc/x/y/z'],
    ['a file', file],
    ['a folder below a file', `${file}/x/y`],
    ['a device', '/dev/null'],
    ['a name with a null in it', `${folder}/a\0b/c`],
    ['a name that is too long', `${folder}/${'a'.repeat(300)}/c`],
  ])('into %s gets one clear error', async (_what, path) => {
    const scenario = scenarios['wrong-console-input'];
    const rehearsal = await rehearse({ scenario });
    const rehearsed = { name: 'story', scenario, rehearsal, faults: [] };
    expect(() => writePages(path, rehearsed, files)).toThrow(
      expect.objectContaining({
        name: 'Mistake',
        message: expect.stringMatching(/^\S[^\n]* cannot be written: /),
        todo: 'Give --page a folder that you may write to.',
      }),
    );
  });
});

describe('a file', () => {
  it('is read whole', () => expect(readText(file)).toBe('text'));

  it.each([
    ['/dev/null', ''],
    ['/proc/self/comm', expect.stringMatching(/\n$/)],
  ])('%s too, though it has no size', (path, text) => {
    if (existsSync(path)) expect(readText(path)).toEqual(text);
  });

  it.each(['/dev/zero', '/dev/urandom'])('%s is read no further than allowed', (path) => {
    expect(() => readText(path, 1024 * 1024)).toThrow('it is larger than 1 MiB');
  });

  it('of more than is allowed is not read', () => {
    expect(() => readText(file, 3)).toThrow('it is larger than');
  });
});
