import jsonata from 'jsonata';
import type { Json } from './json.ts';

/** What an expression can name: `$states`, the variables, the added functions. */
export interface Bindings {
  readonly [name: string]: unknown;
}

/** Why an expression gave no JSON value; `detail` ends the service's sentence "The JSONata expression ...". */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly location: string;

  constructor(expression: string, location: string, detail: string) {
    super(`The JSONata expression '${expression}' specified for the field '${location}' ${detail}`);
    this.location = location;
  }
}

/** `{% 1 + 1 %}` -> `1 + 1`; undefined for a text that is no expression. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4
    ? text.slice(2, -2).trim()
    : undefined;
}

export async function evaluate(expression: string, location: string, bindings: Bindings): Promise<Json> {
  let value: unknown;
  try {
    value = await parsed(expression).evaluate(undefined, bindings);
  } catch (thrown) {
    throw new EvaluationError(expression, location, `threw an error during evaluation${told(thrown)}`);
  }
  if (value === undefined) throw new EvaluationError(expression, location, 'returned nothing (undefined).');
  if (!isJson(value)) throw new EvaluationError(expression, location, 'returned an unsupported result type.');
  return value;
}

/** Parses once, however often and in however many executions an expression is met. Throws JSONata's error. */
export function parsed(expression: string): jsonata.Expression {
  const known = parsedExpressions.get(expression);
  if (known !== undefined) return known;
  const fresh = jsonata(expression);
  parsedExpressions.set(expression, fresh);
  return fresh;
}

const parsedExpressions = new Map<string, jsonata.Expression>();

/** JSONata's own errors have a code. */
function told(thrown: unknown): string {
  const { code, message } = thrown as { code?: string; message?: string };
  return code === undefined ? `: ${message}` : `. ${code}: ${message}`;
}

/** A function, JSONata's or native, or a regular expression is no JSON, however deep it is hidden. */
function isJson(value: unknown): value is Json {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return true;
    case 'object':
      if (value === null || checked.has(value)) return true;
      if ('_jsonata_lambda' in value || '_jsonata_function' in value) return false;
      if (!Object.values(value).every((member) => member === undefined || isJson(member))) return false;
      checked.add(value);
      return true;
    default:
      return false;
  }
}

/** Values do not change, so large ones that pass through many states are looked into once. */
const checked = new WeakSet<object>();
