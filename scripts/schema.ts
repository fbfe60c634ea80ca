import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { schemas } from '../providers/registry.ts';
import { specSchema } from '../rollout/spec/index.ts';

/** The JSON Schema of a service spec, for editors. `npm run schema` writes it to docs/. */
export function serviceSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(specSchema(schemas), { io: 'input', unrepresentable: 'any' });
  return { $schema, title: 'Haldane service spec', ...schema };
}

if (import.meta.main) writeFileSync('docs/service.schema.json', JSON.stringify(serviceSchema(), null, 2));
