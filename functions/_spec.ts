import { z } from 'zod';
import { schemas } from '../providers/registry.ts';
import type { StoredSpec } from '../providers/table.ts';
import { formatProblem, parseSpec, type Spec } from '../rollout/spec/index.ts';
import { CannotStart } from './_errors.ts';

/** Parses a stored spec again: it may have been applied by another version of Haldane. Rejects with `CannotStart`. */
export function readSpec({ service, spec }: StoredSpec): Spec {
  const text = z.string().safeParse(spec).data ?? '';
  const known = readable.get(text);
  if (known !== undefined) return own(service, known);
  const parsed = parseSpec(text, `${service}.yml`, schemas);
  if (parsed.ok) return own(service, remember(text, parsed.spec));
  const problems = parsed.problems.map(formatProblem).join('\n');
  throw new CannotStart(
    `The stored spec of ${service} cannot be read; correct it and apply it again.\n${problems}`,
  );
}

/** An item that holds the spec of another service would let a rollout of one move the traffic of the other. */
function own(service: string, spec: Spec): Spec {
  if (spec.service === service) return spec;
  throw new CannotStart(
    `The stored spec of ${service} is one of ${spec.service}: somebody wrote it by hand. Apply both again.`,
  );
}

/** A warm function meets the same few texts again, and reading YAML takes longer than all else that it computes. */
const readable = new Map<string, Spec>();
const mostTexts = 100;

function remember(text: string, spec: Spec): Spec {
  if (readable.size === mostTexts) readable.clear();
  readable.set(text, spec);
  return spec;
}
