import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Need } from '../functions/_task.ts';
import { schemas } from '../providers/registry.ts';
import { parseSpec } from '../rollout/spec/parse-spec.ts';
import type { Problem } from '../rollout/spec/problem.ts';
import type { Spec } from '../rollout/spec/spec.ts';
import type { HandlerSource, Sources } from './deployment.ts';
import type { Definition } from './machine.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Reads the specs of a folder (services/), the machine, and what each handler says it needs. */
export async function readSources(services = join(root, 'services')): Promise<Sources> {
  return { specs: readSpecs(services), definition: readDefinition(), handlers: await readHandlers() };
}

/** A mistake in any spec stops a deployment: its permissions would be missing. */
export function readSpecs(services: string): readonly Spec[] {
  return readdirSync(services)
    .filter((file) => /\.ya?ml$/.test(file))
    .sort()
    .map((file) => {
      const path = join(services, file);
      const parsed = parseSpec(readFileSync(path, 'utf8'), path, schemas);
      if (!parsed.ok) throw new Error(parsed.problems.map(sentence).join('\n'));
      return parsed.spec;
    });
}

/** The machine as statements in YAML, with names where the account has ARNs. */
export function readDefinition(): Definition {
  return parse(readFileSync(join(root, 'statemachines/rollout.asl.yml'), 'utf8')) as Definition;
}

/** A file in functions/ is a handler unless its name begins with an underscore. */
export async function readHandlers(): Promise<readonly HandlerSource[]> {
  const files = (folder: string) =>
    readdirSync(join(root, folder))
      .filter((file) => /^[a-z].*\.ts$/.test(file))
      .sort()
      .map((file) => `${folder}/${file}`);
  const read = (calledBy: HandlerSource['calledBy']) => async (file: string) => ({
    name: basename(file, '.ts'),
    file,
    calledBy,
    needs: needsIn(await import(`../${file}`), file),
  });
  return Promise.all([
    ...files('functions').map(read('machine')),
    ...files('functions/events').map(read('events')),
  ]);
}

/** The task is the one export that says what it needs. */
function needsIn(module: unknown, file: string): readonly Need[] {
  for (const value of Object.values(z.record(z.string(), z.unknown()).parse({ ...(module as object) }))) {
    const task = z.looseObject({ needs: z.array(z.custom<Need>()) }).safeParse(value);
    if (task.success) return task.data.needs;
  }
  throw new Error(`${file} exports no task with needs. See functions/_task.ts.`);
}

const sentence = ({ file, line, column, path, wrong, right }: Problem) =>
  `${file}:${line}:${column} ${path} ${wrong}; ${right}`;
