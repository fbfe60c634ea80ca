import { z } from 'zod';
import { schemas } from '../providers/registry.ts';
import type { StoredSpec } from '../providers/table.ts';
import { formatProblem, parseSpec, type Spec } from '../rollout/spec/index.ts';
import { CannotStart } from './_errors.ts';

/** Parses a stored spec again: it may have been applied by another version of Haldane. Rejects with `CannotStart`. */
export function readSpec({ service, spec }: StoredSpec): Spec {
  const text = z.string().safeParse(spec);
  const parsed = parseSpec(text.data ?? '', `${service}.yml`, schemas);
  if (parsed.ok) return parsed.spec;
  const problems = parsed.problems.map(formatProblem).join('\n');
  throw new CannotStart(
    `The stored spec of ${service} cannot be read; correct it and apply it again.\n${problems}`,
  );
}
