import jsonata from 'jsonata';
import type { Json } from './json.ts';

/** What an expression can name: the added functions, the variables, `$states`. The later hide the earlier. */
export type Bindings = readonly { readonly [name: string]: unknown }[];

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

/** At once, where it only takes a look. */
export function evaluate(expression: string, location: string, bindings: Bindings): Json | PromiseLike<Json> {
  const value = isPath(expression) ? valueAt(expression, bindings) : beyond;
  return value === beyond
    ? evaluateByJsonata(expression, location, bindings)
    : checkedJson(value, expression, location);
}

async function evaluateByJsonata(expression: string, location: string, bindings: Bindings): Promise<Json> {
  let value: unknown;
  try {
    value = await parsed(expression).evaluate(undefined, boundIn(expression, bindings));
  } catch (thrown) {
    throw new EvaluationError(expression, location, `threw an error during evaluation${told(thrown)}`);
  }
  return checkedJson(value, expression, location);
}

function checkedJson(value: unknown, expression: string, location: string): Json {
  if (value === undefined) throw new EvaluationError(expression, location, 'returned nothing (undefined).');
  if (!isJson(value, expression))
    throw new EvaluationError(expression, location, 'returned an unsupported result type.');
  return value;
}

const beyond = Symbol('not for valueAt');

/** Most expressions only name a value, and looking it up is far cheaper than JSONata. It maps over arrays on the way, this does not. */
function valueAt(path: string, bindings: Bindings): unknown {
  const [first = '', ...rest] = path.slice(1).split('.');
  let value = bindings.findLast((some) => Object.hasOwn(some, first))?.[first];
  for (const name of rest) {
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'object' || Array.isArray(value)) return beyond;
    value = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }
  return typeof value === 'function' ? beyond : value;
}

/** Only what it names: binding everything takes longer than most expressions. */
function boundIn(expression: string, bindings: Bindings): Record<string, unknown> {
  const names = named.get(expression) ?? [...new Set(expression.match(/(?<=\$)\w+/g))];
  named.set(expression, names);
  const bound: Record<string, unknown> = {};
  for (const name of names) {
    const some = bindings.findLast((some) => Object.hasOwn(some, name));
    if (some !== undefined) bound[name] = some[name];
  }
  return bound;
}

const named = new Map<string, readonly string[]>();

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

/** A function, JSONata's or native, is no JSON, however deep it is hidden. What a mere path leads to is only looked at on top. */
function isJson(value: unknown, expression: string): value is Json {
  if (isFunction(value)) return false;
  if (typeof value !== 'object' || value === null || checked.has(value)) return true;
  if (!isPath(expression) && Object.values(value).some(holdsFunction)) return false;
  checked.add(value);
  return true;
}

/** `$states.input.a`: selects from values that are known to be JSON. */
function isPath(expression: string): boolean {
  const known = paths.get(expression);
  if (known !== undefined) return known;
  const answer = /^\$\w+(\.\w+)*$/.test(expression);
  paths.set(expression, answer);
  return answer;
}

const paths = new Map<string, boolean>();

/** Values do not change, so one that passes through many states is looked into once. */
const checked = new WeakSet<object>();

const holdsFunction = (value: unknown): boolean =>
  isFunction(value) ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsFunction));

const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' &&
    value !== null &&
    ('_jsonata_lambda' in value || '_jsonata_function' in value));
