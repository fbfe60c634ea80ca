import type { Statement } from '../../providers/provider.ts';
import { fillPseudoParameters } from './place.ts';

type Context = Readonly<Record<string, readonly string[]>>;

/** Every operator and every key of a condition must hold; of several values for a key one is enough. */
export function conditionHolds(condition: NonNullable<Statement['condition']>, context: Context): boolean {
  const known = tests.get(condition);
  const made = known ?? testsOf(condition);
  if (known === undefined) tests.set(condition, made);
  return made.every(({ operator, key, wanted }) => keyHolds(operator, context[key], wanted));
}

type Test = { readonly operator: string; readonly key: string; readonly wanted: ReadonlySet<string> };

const tests = new WeakMap<NonNullable<Statement['condition']>, readonly Test[]>();

const testsOf = (condition: NonNullable<Statement['condition']>): readonly Test[] =>
  Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key: key.trim(),
      wanted: new Set((typeof values === 'string' ? [values] : values).map(fillPseudoParameters)),
    })),
  );

/** A pattern with `*` and `?`, as in actions, resources and the Like operators. */
export function pattern(text: string, flags = ''): RegExp {
  const key = `${flags} ${text}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const source = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const made = new RegExp(`^${source}$`, `s${flags}`);
  patterns.set(key, made);
  return made;
}

/** Policies are few, and asked all the time. */
const patterns = new Map<string, RegExp>();

function keyHolds(
  operator: string,
  given: readonly string[] | undefined,
  wanted: ReadonlySet<string>,
): boolean {
  const [quantifier, rest] = operator.includes(':') ? operator.split(':', 2) : ['', operator];
  const name = rest?.replace(/IfExists$/, '') ?? '';
  const compare = comparisons[name];
  // Guessing would let a policy through that AWS refuses.
  if (compare === undefined)
    throw new Error(`The rehearsal does not know the IAM condition operator ${operator}.`);
  const matches = (value: string) => compare(value, wanted);

  if (given === undefined || given.length === 0) {
    // IAM: ForAllValues holds if the key is absent, the others do not; a negated operator holds.
    return quantifier === 'ForAllValues' || rest?.endsWith('IfExists') === true || name.includes('Not');
  }
  return quantifier === 'ForAllValues' ? given.every(matches) : given.some(matches);
}

type Comparison = (value: string, wanted: ReadonlySet<string>) => boolean;

const equals: Comparison = (value, wanted) => wanted.has(value);
const like: Comparison = (value, wanted) => [...wanted].some((text) => pattern(text).test(value));
const not =
  (comparison: Comparison): Comparison =>
  (value, wanted) =>
    !comparison(value, wanted);

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringEqualsIgnoreCase: (value, wanted) =>
    [...wanted].some((text) => text.toLowerCase() === value.toLowerCase()),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: like,
  ArnLike: like,
  ArnNotLike: not(like),
  Bool: equals,
};
