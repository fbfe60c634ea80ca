import { isObject, type Json } from '../../rehearsal/engine/json.ts';

/**
 * What differs between a recorded value and ours, as lines such as `output.a: expected 1, got 2`.
 * Placeholders match what they allow; causes that are JSON documents are compared as such.
 */
export function differences(expected: Json | undefined, actual: Json | undefined, at = ''): string[] {
  if (matchesPlaceholder(expected, actual)) return [];
  if (expected === undefined || actual === undefined) {
    return expected === actual ? [] : [tell(expected, actual, at)];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) return [tell(expected, actual, at)];
    return expected.flatMap((item, index) => differences(item, actual[index], `${at}[${index}]`));
  }
  if (isObject(expected) && isObject(actual) && !isPlaceholder(expected)) {
    const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      differences(member(expected, key), member(actual, key), `${at}.${key}`),
    );
  }
  return expected === actual ? [] : [tell(expected, actual, at)];
}

function member(value: { readonly [key: string]: Json }, key: string): Json | undefined {
  const found = value[key];
  return (key === 'cause' || key === 'Cause') && typeof found === 'string' ? document(found) : found;
}

function document(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const isPlaceholder = (value: Json) => isObject(value) && ('$any' in value || '$match' in value);

function matchesPlaceholder(expected: Json | undefined, actual: Json | undefined): boolean {
  if (!isObject(expected) || typeof actual !== 'string') return false;
  if (expected.$any === 'string') return true;
  return typeof expected.$match === 'string' && new RegExp(expected.$match, 'su').test(actual);
}

const tell = (expected: Json | undefined, actual: Json | undefined, at: string) =>
  `${at.replace(/^\./, '') || 'value'}: expected ${short(expected)}, got ${short(actual)}`;

function short(value: Json | undefined): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)}...` : text;
}
