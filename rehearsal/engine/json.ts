export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** The most bytes a state, a task or a variable can hand on: "Quotas" in the Step Functions guide. */
export const PAYLOAD_LIMIT_BYTES = 262_144;

/**
 * A value as it stands in the history. Values never change once made, and most travel from state to state,
 * so the text of an object is worked out once.
 */
export function textOf(value: Json, depth = membersKept): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = made(value, depth);
  texts.set(value, text);
  return text;
}

/** What a state hands on is new each time, what it holds (the plan) is not. */
const membersKept = 2;

function made(value: object, depth: number): string {
  if (depth === 0 || Array.isArray(value)) return JSON.stringify(value);
  const members: string[] = [];
  for (const [name, member] of Object.entries(value as JsonObject)) {
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${textOf(member, depth - 1)}`);
  }
  return `{${members.join()}}`;
}

const texts = new WeakMap<object, string>();

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isTooLarge = (value: Json) => {
  const text = textOf(value);
  // A UTF-16 unit is at most three bytes of UTF-8, so short texts need no counting.
  return text.length * 3 > PAYLOAD_LIMIT_BYTES && Buffer.byteLength(text) > PAYLOAD_LIMIT_BYTES;
};
