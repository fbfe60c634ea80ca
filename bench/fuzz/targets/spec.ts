import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { schemas } from '../../../providers/registry.ts';
import { formatProblem, parseSpec } from '../../../rollout/spec/index.ts';
import { damagedJson, damagedText, shapedLike } from '../json.ts';
import { specTexts } from '../samples.ts';
import { refused, type Target } from '../target.ts';

const written: readonly unknown[] = specTexts.map((text) => parse(text));

/** What YAML has and JSON has not. */
const marks = [
  '&a ',
  '*a',
  '<<: *a\n',
  '!!js/function ',
  '!!map ',
  '!!binary ',
  '? ',
  '---\n',
  '...\n',
  '%YAML 1.1\n',
  '|\n',
  '>-\n',
  '\t',
  '\r\n',
  ': ',
  '- ',
  '# ',
  '"',
  "'",
  '[',
  ']',
  '{',
  '}',
  ', ',
  '\n  ',
  '\n',
  '0o17',
  '.inf',
  '.nan',
  '~',
  '\ufeff',
  '\u2028',
];

/** The text of services/*.yml, as `haldane validate` and `apply` read it. */
export const spec: Target = {
  name: 'service spec',
  inputs: 60_000,
  arbitrary: fc.oneof(
    { weight: 4, arbitrary: fc.oneof(...written.map((one) => shapedLike(one))).map((one) => asYaml(one)) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.oneof(fc.constantFrom(...marks, 'service: a\n', 'kind: ecs'), fc.string()), {
          maxLength: 40,
        })
        .map((parts) => parts.join('')),
    },
  ),
  damaged(random) {
    if (random.chance(0.5)) return asYaml(damagedJson(written, random));
    let text = specTexts[Math.floor(random.next() * specTexts.length)] ?? '';
    for (let left = 1 + Math.floor(random.next() * 3); left > 0; left--)
      text = damagedText(text, random, marks);
    return text;
  },
  feed(text) {
    const parsed = parseSpec(String(text), 'spec.yml', schemas);
    if (parsed.ok) return true;
    for (const problem of parsed.problems) refused(formatProblem(problem));
    return refused(parsed.problems.map(({ wrong }) => wrong).join() || '');
  },
};

/** Half of the time as the library writes it, half as JSON, which is YAML too. What it cannot write is another text. */
function asYaml(value: unknown): string {
  try {
    const json = JSON.stringify(value);
    return json.length % 2 === 0 ? json : stringify(JSON.parse(json));
  } catch {
    return '';
  }
}
