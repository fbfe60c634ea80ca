import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validation } from './aws-error.ts';
import { copy } from './copy.ts';
import { type Placeholders, Reader } from './expression-reader.ts';

export type Item = Record<string, AttributeValue>;

/** Does the item meet the condition? The grammar is that of condition, filter and key expressions (no IN, no nested paths' indexes). */
export const meets = (item: Item, condition: string, placeholders: Placeholders): boolean =>
  meeting(condition, placeholders)(item);

/** The same for many items: the condition is read once. */
export function meeting(condition: string, placeholders: Placeholders): (item: Item) => boolean {
  const reader = new Reader(condition, placeholders);
  const holds = readOr(reader);
  reader.end();
  return holds;
}

/** The item after SET, REMOVE, ADD (numbers). Right sides see the item as it was before. */
export function updated(item: Item, update: string, placeholders: Placeholders): Item {
  const reader = new Reader(update, placeholders);
  const after = copy(item);
  while (!reader.done()) {
    const clause = reader.keyword('SET', 'REMOVE', 'ADD');
    do {
      const path = reader.path();
      if (clause === 'REMOVE') removeAt(after, path);
      else if (clause === 'ADD')
        setAt(after, path, plus(getAt(item, path) ?? { N: '0' }, readOperand(reader)(item)));
      else {
        reader.take('=');
        setAt(after, path, readSum(reader)(item));
      }
    } while (reader.maybe(','));
  }
  return after;
}

/** The item with only the projected top-level or nested attributes. */
export function projected(item: Item, projection: string, placeholders: Placeholders): Item {
  const reader = new Reader(projection, placeholders);
  const picked: Item = {};
  do {
    const path = reader.path();
    const value = getAt(item, path);
    if (value !== undefined) setAt(picked, path, value, true);
  } while (reader.maybe(','));
  reader.end();
  return picked;
}

type Test = (item: Item) => boolean;
type Operand = (item: Item) => AttributeValue | undefined;
type Path = readonly string[];

function readOr(reader: Reader): Test {
  let test = readAnd(reader);
  while (reader.maybe('OR')) {
    const [left, right] = [test, readAnd(reader)];
    test = (item) => left(item) || right(item);
  }
  return test;
}

function readAnd(reader: Reader): Test {
  let test = readNot(reader);
  while (reader.maybe('AND')) {
    const [left, right] = [test, readNot(reader)];
    test = (item) => left(item) && right(item);
  }
  return test;
}

function readNot(reader: Reader): Test {
  if (reader.maybe('NOT')) {
    const inner = readNot(reader);
    return (item) => !inner(item);
  }
  if (reader.maybe('(')) {
    const inner = readOr(reader);
    reader.take(')');
    return inner;
  }
  return readFunction(reader) ?? readComparison(reader);
}

function readFunction(reader: Reader): Test | undefined {
  if (reader.maybe('attribute_exists')) {
    const path = reader.inParentheses(() => reader.path());
    return (item) => getAt(item, path) !== undefined;
  }
  if (reader.maybe('attribute_not_exists')) {
    const path = reader.inParentheses(() => reader.path());
    return (item) => getAt(item, path) === undefined;
  }
  const name = reader.maybe('begins_with')
    ? 'begins_with'
    : reader.maybe('contains')
      ? 'contains'
      : undefined;
  if (name === undefined) return undefined;
  const [subject, part] = reader.inParentheses(() => {
    const first = readOperand(reader);
    reader.take(',');
    return [first, readOperand(reader)] as const;
  });
  return (item) => {
    const text = subject(item)?.S;
    const wanted = part(item)?.S;
    if (text === undefined || wanted === undefined) return false;
    return name === 'contains' ? text.includes(wanted) : text.startsWith(wanted);
  };
}

function readComparison(reader: Reader): Test {
  const left = readOperand(reader);
  if (reader.maybe('BETWEEN')) {
    const low = readOperand(reader);
    reader.take('AND');
    const high = readOperand(reader);
    return (item) => compare(left(item), '>=', low(item)) && compare(left(item), '<=', high(item));
  }
  const operator = reader.keyword('=', '<>', '<=', '>=', '<', '>');
  const right = readOperand(reader);
  return (item) => compare(left(item), operator, right(item));
}

function readSum(reader: Reader): Operand {
  let sum = readOperand(reader);
  for (;;) {
    const sign = reader.maybe('+') ? 1 : reader.maybe('-') ? -1 : 0;
    if (sign === 0) return sum;
    const [left, right] = [sum, readOperand(reader)];
    sum = (item) => plus(left(item), right(item), sign);
  }
}

function readOperand(reader: Reader): Operand {
  if (reader.maybe('if_not_exists')) {
    const [path, otherwise] = reader.inParentheses(() => {
      const path = reader.path();
      reader.take(',');
      return [path, readOperand(reader)] as const;
    });
    return (item) => getAt(item, path) ?? otherwise(item);
  }
  if (reader.peek()?.startsWith(':')) {
    const value = reader.value();
    return () => value;
  }
  const path = reader.path();
  return (item) => getAt(item, path);
}

/** A comparison with an attribute that is not there is false, but for `<>`. Values of different types are never equal. */
function compare(
  left: AttributeValue | undefined,
  operator: string,
  right: AttributeValue | undefined,
): boolean {
  if (operator === '<>') return !isDeepStrictEqual(left, right);
  if (left === undefined || right === undefined) return false;
  if (operator === '=') return isDeepStrictEqual(left, right);
  const [a, b] =
    left.N !== undefined && right.N !== undefined
      ? [Number(left.N), Number(right.N)]
      : [left.S ?? '', right.S ?? ''];
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function plus(left: AttributeValue | undefined, right: AttributeValue | undefined, sign = 1): AttributeValue {
  if (left?.N === undefined || right?.N === undefined) {
    throw validation('An operand in the update expression has an incorrect data type');
  }
  return { N: String(Number(left.N) + sign * Number(right.N)) };
}

function getAt(item: Item, path: Path): AttributeValue | undefined {
  const [first, ...rest] = path;
  if (first === undefined || !Object.hasOwn(item, first)) return undefined;
  const value = item[first];
  return rest.length === 0 ? value : getAt(value?.M ?? {}, rest);
}

function setAt(item: Item, path: Path, value: AttributeValue | undefined, makeParents = false): void {
  const parent = parentOf(item, path, makeParents);
  const last = path.at(-1);
  if (value === undefined) {
    throw validation('The provided expression refers to an attribute that does not exist in the item');
  }
  if (parent === undefined || last === undefined) {
    throw validation('The document path provided in the update expression is invalid for update');
  }
  parent[last] = copy(value);
}

function removeAt(item: Item, path: Path): void {
  const parent = parentOf(item, path, false);
  const last = path.at(-1);
  if (parent !== undefined && last !== undefined) delete parent[last];
}

function parentOf(item: Item, path: Path, make: boolean): Item | undefined {
  let parent: Item | undefined = item;
  for (const name of path.slice(0, -1)) {
    if (make && parent !== undefined) parent[name] ??= { M: {} };
    parent = parent?.[name]?.M;
  }
  return parent;
}
