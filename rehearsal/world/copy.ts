/**
 * A copy that shares nothing with the original: a request or an answer as it comes out of the wire. Not structuredClone, whose
 * dates and arrays belong to another realm when a test runner has one of its own.
 */
export function copy<T>(value: T): T;
export function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => copy(item));
  if (value instanceof Date) return new Date(value);
  if (ArrayBuffer.isView(value)) return value;
  const copied: Record<string, unknown> = {};
  // Members that are undefined do not travel.
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) copied[name] = copy(member);
  }
  return copied;
}
