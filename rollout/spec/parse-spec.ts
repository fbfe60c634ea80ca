import type { z } from 'zod';
import type { Path, Problem } from './problem.ts';
import { formatPath } from './problem.ts';
import { readYaml } from './read-yaml.ts';
import { brokenRules, doubts, type Fault } from './rules.ts';
import { type SpecSchemas, specSchema } from './schema.ts';
import type { Spec } from './spec.ts';
import { specOf } from './spec-of.ts';
import { show, wording } from './wording.ts';

export type ParsedSpec =
  | { readonly ok: true; readonly spec: Spec; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads a service spec. `file` only names it in problems; `schemas` are the providers' parts.
 * Never throws on what a person may have written.
 */
export function parseSpec(text: string, file: string, schemas: SpecSchemas): ParsedSpec {
  const yaml = readYaml(text);
  if (!yaml.ok) {
    const problems = yaml.faults.map((fault) => ({ file, path: '', ...fault }));
    return { ok: false, problems: problems.slice(0, mostProblems) };
  }

  const problemOf = ({ path, wrong, right }: Fault): Problem => ({
    file,
    ...yaml.positionOf(path),
    path: formatPath(path),
    wrong,
    right,
  });
  const refuse = (faults: readonly Fault[]): ParsedSpec => ({
    ok: false,
    problems: firstOfEach(faults.slice(0, mostFaults).map(problemOf))
      .sort((a, b) => a.line - b.line || a.column - b.column)
      .slice(0, mostProblems),
  });

  if (typeof yaml.json !== 'object' || yaml.json === null || Array.isArray(yaml.json)) {
    const wrong = yaml.json === null ? 'the file is empty' : `the file is ${show(yaml.json)}, not fields`;
    return refuse([{ path: [], wrong, right: 'start with service: NAME' }]);
  }
  const written = schemaFor(schemas).safeParse(yaml.json, { error: wording });
  if (!written.success) return refuse(faultsOf(written.error.issues, yaml.json));

  const broken = brokenRules(written.data, schemas.problems);
  const made = specOf(written.data, schemas.defaultMetrics);
  if (!made.ok) return refuse([...broken, made.fault]);
  if (broken.length > 0) return refuse(broken);
  return { ok: true, spec: made.spec, warnings: doubts(written.data).map(problemOf) };
}

/** More than a person mends at a time. */
const mostProblems = 20;
/** Of a file of other make everything is wrong, and each fault is compared with each. */
const mostFaults = 200;

/** A process knows one set of providers, and making the schema takes longer than using it. */
const made = new WeakMap<SpecSchemas, ReturnType<typeof specSchema>>();

function schemaFor(schemas: SpecSchemas): ReturnType<typeof specSchema> {
  const schema = made.get(schemas) ?? specSchema(schemas);
  made.set(schemas, schema);
  return schema;
}

/** One slip, one problem: not what follows from it. */
const firstOfEach = (problems: readonly Problem[]): Problem[] =>
  problems.filter(({ path, wrong }, i) => {
    if (problems.findIndex((other) => other.path === path) < i) return false;
    return wrong !== 'is missing' || !problems.some((other) => mistyped(other) === path);
  });

/** The path that an unknown field was to have. */
function mistyped({ path, right }: Problem): string | null {
  const [, meant] = /^did you mean (.+)\?$/.exec(right) ?? [];
  return meant === undefined ? null : path.replace(/[^.]+$/, meant);
}

type Issue = z.core.$ZodIssue;

function faultsOf(issues: readonly Issue[], json: unknown, above: Path = []): readonly Fault[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
    if (issue.code === 'unrecognized_keys') {
      const lines = issue.message.split('\n');
      return issue.keys.map((key, i) => faultOf([...path, key], lines[i] ?? issue.message, json));
    }
    const branch = issue.code === 'invalid_union' ? likeliest(issue.errors) : undefined;
    return branch === undefined ? [faultOf(path, issue.message, json)] : faultsOf(branch, json, path);
  });
}

/** Of several allowed forms the one meant is most likely the one with the least wrong. */
function likeliest(branches: readonly Issue[][]): Issue[] | undefined {
  const badness = (issues: Issue[]) => issues.reduce((sum, issue) => sum + weightOf(issue), 0);
  return branches.toSorted((a, b) => badness(a) - badness(b))[0];
}

function weightOf(issue: Issue): number {
  if (issue.code === 'unrecognized_keys') return 2 * issue.keys.length;
  if (issue.path.length > 0) return 1;
  // Of another type altogether; what is wrong with a value of the right type is more likely meant.
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' ? 100 : 10;
}

/** Messages come as `wrong; right`, or from a provider's schema as what a right value is: `looks like Z0123ABCD`. */
function faultOf(path: Path, message: string, json: unknown): Fault {
  const cut = message.indexOf('; ');
  if (cut < 0) return { path, wrong: `${show(valueAt(json, path))} is not right`, right: `it ${message}` };
  return { path, wrong: message.slice(0, cut), right: message.slice(cut + 2) };
}

const valueAt = (json: unknown, path: Path): unknown =>
  path.reduce(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : null),
    json,
  );
