import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { z } from 'zod';
import { root } from '../../deploy/sources.ts';
import { readHistory } from './_history.ts';
import { expand } from './_shorthand.ts';

const folder = join(root, 'test/golden');

/** v1, v2, ...: the versions that may still have executions running somewhere. */
export const versions = readdirSync(folder).filter((name) => /^v\d+$/.test(name));

const inputs = z.array(z.strictObject({ scenario: z.string(), input: z.unknown() }));
const claims = z.array(
  z.strictObject({ scenario: z.string(), item: z.record(z.string(), z.custom<AttributeValue>()) }),
);

/** What scripts/record-golden.ts wrote, with every shorthand expanded. */
export function golden(version: string) {
  const read = (file: string) => readFileSync(join(folder, version, file), 'utf8');
  const files = (kind: string) =>
    readdirSync(join(folder, version, kind)).map((file) => {
      const name = basename(basename(file, '.json'), '.jsonl');
      return { name, path: `test/golden/${version}/${kind}/${file}`, text: read(`${kind}/${file}`) };
    });
  const planned = Object.fromEntries(
    files('planned').map(({ name, text }) => [
      name,
      z.looseObject({ plan: z.unknown() }).parse(JSON.parse(text)),
    ]),
  );
  const plans = Object.fromEntries(Object.entries(planned).map(([name, { plan }]) => [name, plan]));
  const whole = (text: string) => expand(JSON.parse(text), plans);
  return {
    definition: parse(read('machine.yml')) as unknown,
    planned,
    plans,
    inputs: files('inputs').map(({ name, text }) => ({ name, samples: inputs.parse(whole(text)) })),
    claims: claims.parse(whole(read('claims.json'))).map(({ item }) => item),
    specs: files('specs'),
    histories: files('histories').map(({ name, text }) => ({ name, events: readHistory(text) })),
    summaries: z.record(z.string(), z.unknown()).parse(JSON.parse(read('summaries.json'))),
  };
}
