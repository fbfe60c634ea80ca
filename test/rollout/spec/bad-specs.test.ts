import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { formatProblem, parseSpec } from '../../../rollout/spec/index.ts';
import { fakeSchemas } from './fake-schemas.ts';

type Case = { readonly name: string; readonly spec: readonly string[]; readonly problems: readonly string[] };

const cases: readonly Case[] = JSON.parse(readFileSync('test/cases/bad-specs.json', 'utf8'));

describe('A bad spec gets clear messages', () => {
  it.each(cases)('$name', ({ spec, problems }) => {
    const parsed = parseSpec(spec.join('\n'), 'mill.yml', fakeSchemas);
    expect(parsed.ok ? [] : parsed.problems.map(formatProblem)).toEqual(problems);
  });

  it('brackets without end', () => {
    const parsed = parseSpec('['.repeat(60_000), 'mill.yml', fakeSchemas);
    expect(parsed).toMatchObject({ ok: false, problems: [{ wrong: 'this is nested too deep' }] });
  });
});
