import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { schemas } from '../../../providers/registry.ts';
import { formatProblem, parseSpec, specSchema } from '../../../rollout/spec/index.ts';
import { serviceSchema } from '../../../scripts/schema.ts';

const parse = (file: string) => parseSpec(readFileSync(file, 'utf8'), file, schemas);
const files = ['services', 'examples'].flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .map((file) => `${folder}/${file}`),
);

describe('Every spec in services/ and examples/', () => {
  it.each(files)('%s', (file) => {
    const parsed = parse(file);
    expect(parsed.ok ? [] : parsed.problems.map(formatProblem)).toEqual([]);
  });
});

describe('The smallest useful spec', () => {
  it('has under 15 lines', () => {
    expect(readFileSync('examples/lambda.yml', 'utf8').trim().split('\n').length).toBeLessThan(15);
  });
});

describe('examples/every-field.yml', () => {
  it('shows every field', () => {
    const text = readFileSync('examples/every-field.yml', 'utf8');
    const fields = Object.keys(specSchema(schemas).shape);
    expect(fields.filter((field) => !new RegExp(`^${field}:`, 'm').test(text))).toEqual([]);
  });
});

describe('docs/', () => {
  it('has the JSON Schema of today: else run `npm run schema`', () => {
    expect(JSON.parse(readFileSync('docs/service.schema.json', 'utf8'))).toEqual(serviceSchema());
  });

  it('explains every field', () => {
    const page = readFileSync('docs/service-spec.md', 'utf8');
    const fields = Object.keys(specSchema(schemas).shape);
    expect(fields.filter((field) => !new RegExp(`^\\| \`${field}\` +\\|`, 'm').test(page))).toEqual([]);
  });
});
