import type { Statement } from '../../providers/provider.ts';
import { fillPseudoParameters } from './place.ts';

type Context = Readonly<Record<string, readonly string[]>>;

/** Every operator and every key of a condition must hold; of several values for a key one is enough. */
export function conditionHolds(condition: NonNullable<Statement['condition']>, context: Context): boolean {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      const values = (typeof wanted === 'string' ? [wanted] : wanted).map(fillPseudoParameters);
      return keyHolds(operator, context[key.trim()], values);
    }),
  );
}

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
  wanted: readonly string[],
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

type Comparison = (value: string, wanted: readonly string[]) => boolean;

const equals: Comparison = (value, wanted) => wanted.includes(value);
const like: Comparison = (value, wanted) => wanted.some((text) => pattern(text).test(value));
const not =
  (comparison: Comparison): Comparison =>
  (value, wanted) =>
    !comparison(value, wanted);

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: equals,
  StringNotEquals: not(equals),
  StringEqualsIgnoreCase: (value, wanted) =>
    wanted.some((text) => text.toLowerCase() === value.toLowerCase()),
  StringLike: like,
  StringNotLike: not(like),
  ArnEquals: like,
  ArnLike: like,
  ArnNotLike: not(like),
  Bool: equals,
};
