import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { metrics } from '../../providers/metrics/index.ts';
import { schemas } from '../../providers/registry.ts';
import { traffic } from '../../providers/traffic/index.ts';
import { workloads } from '../../providers/workloads/index.ts';
import { guardedDefaults } from '../../rollout/judge/index.ts';
import { parseSpec } from '../../rollout/spec/index.ts';
import { documents, yamlBlocksOf } from './_documents.ts';

const blocks = documents.flatMap((document) =>
  yamlBlocksOf(document).map(({ line, yaml }) => [`${document.path}:${line}`, yaml] as const),
);

describe('YAML', () => {
  it.each(blocks)('in %s is a spec, or at least YAML', (place, yaml) => {
    if (!/^service:/m.test(yaml)) return void expect(parse(yaml)).toBeDefined();
    const parsed = parseSpec(yaml, place, schemas);
    expect(parsed).toMatchObject({ ok: true });
  });

  it('is shown in README.md', () => {
    expect(blocks.map(([place]) => place.split(':')[0])).toContain('README.md');
  });
});

describe('the guarded steps in docs/service-spec.md', () => {
  it('show the defaults', () => {
    const [yaml = ''] = blocks.flatMap(([, text]) => (text.includes('kind: guarded') ? [text] : []));
    const { plateauPercent, minMinutes, maxBakeMinutes, growth } = guardedDefaults;
    const defaults = { plateau: `${plateauPercent}%`, stay: `${minMinutes}m`, bake: `${maxBakeMinutes}m` };
    expect(parse(yaml)).toMatchObject({ steps: { ...defaults, fullBake: '10m', growth } });
    const smallest = readFileSync('examples/lambda.yml', 'utf8');
    expect(parseSpec(smallest + yaml, 'docs', schemas)).toMatchObject({ ok: true });
  });
});

describe('the table of providers in README.md', () => {
  const [head = [], , ...rows] = readFileSync('README.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  it.each([
    ['traffic', traffic],
    ['workload', workloads],
    ['metrics', metrics],
  ])('has every kind of %s, and no other', (family, registry) => {
    const column = head.indexOf(family);
    const kinds = rows.flatMap((cells) => /^`([\w-]+)`/.exec(cells[column] ?? '')?.[1] ?? []);
    expect(kinds.sort()).toEqual(Object.keys(registry).sort());
  });
});
