import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const page = readFileSync('docs/threat-model.md', 'utf8');
const [, boundaries = ''] = /^## Boundaries$(.*?)^## /ms.exec(page) ?? [];
const rows = boundaries
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('the threat model', () => {
  it('has a row for each boundary', () => {
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => row.length !== 4 || row.includes(''))).toEqual([]);
  });

  it.each(rows)('%s: %s', (_boundary, _threat, _stop, proof = '') => {
    const files = [...proof.matchAll(/`(test\/[^`]+)`/g)].map(([, file = '']) => file);
    expect(files).not.toEqual([]);
    for (const file of files) expect(existsSync(file)).toBe(true);
  });
});
