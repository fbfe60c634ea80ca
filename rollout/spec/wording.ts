import type { z } from 'zod';
import { nearest } from './nearest.ts';

/**
 * The words for what zod found, as `wrong; right`. Given to zod as its error map, so that a provider's schema that
 * says nothing itself gets clear messages too. A schema's own message, in the same form, comes first.
 * Several unknown keys come one a line, in the order of the issue's keys.
 */
export function wording(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, knownKeys(issue.inst))).join('\n');
    case 'invalid_union':
      return issue.discriminator === undefined
        ? `${show(issue.input)} fits none of the forms allowed here; look at the documentation of this field`
        : unknownKind(issue);
    case 'invalid_value':
      return notOneOf(issue.input, issue.values.map(String));
    case 'invalid_type':
      return wrongType(issue.input, issue.expected);
    case 'too_small':
      return `${show(issue.input)} is too ${sizeWord(issue.origin, 'small')}; write at least ${issue.minimum}${things(issue.origin)}`;
    case 'too_big':
      return `${show(issue.input)} is too ${sizeWord(issue.origin, 'big')}; write at most ${issue.maximum}${things(issue.origin)}`;
    case 'invalid_format':
      return `${show(issue.input)} does not have the right form; write ${issue.pattern === undefined ? `a ${issue.format}` : `what matches ${issue.pattern}`}`;
    default:
      return `${show(issue.input)} is not right; look at the documentation of this field`;
  }
}

/** How a value is named in a message: as it was written if it is short and plain. */
export function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = String(value);
  if (text.length > 80) return `${JSON.stringify(text.slice(0, 80))}...`;
  return typeof value === 'string' && !/^[^\s"']+$/.test(text) ? JSON.stringify(text) : text;
}

function notOneOf(value: unknown, known: readonly string[]): string {
  const choice = known.length < 2 ? `write ${known.join()}` : `write one of ${known.join(', ')}`;
  if (value === undefined) return `is missing; ${choice}`;
  const meant = typeof value === 'string' ? nearest(value, known) : null;
  return `${show(value)} is not known here; ${meant === null ? choice : `did you mean ${meant}?`}`;
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const right = meant === null ? `the fields here are ${known.join(', ')}` : `did you mean ${meant}?`;
  return `${show(key)} is not a field here; ${right}`;
}

function unknownKind(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const input = issue.input;
  const kind = isRecord(input) ? input[String(issue.discriminator)] : undefined;
  const options: unknown = issue.options;
  return notOneOf(kind, Array.isArray(options) ? options.map(String) : []);
}

function wrongType(value: unknown, expected: string): string {
  const wanted = typeNames[expected] ?? `a value of type ${expected}`;
  if (value === undefined) return `is missing; write ${wanted}`;
  return `${show(value)} is not ${wanted}; write ${inThatType(value, expected) ?? wanted}`;
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'a mapping of fields',
  record: 'a mapping of names',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** The same value as it was most likely meant. */
function inThatType(value: unknown, expected: string): string | null {
  if (typeof value === 'object') return null;
  if (expected === 'string') return JSON.stringify(String(value));
  if (expected === 'array') return `[${show(value)}]`;
  return null;
}

const sizeWord = (origin: string, word: 'small' | 'big'): string =>
  origin === 'number' ? word : word === 'small' ? 'short' : 'long';

const things = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : '';

/** zod keeps the schema on the issue while it asks for the message. */
function knownKeys(schema: unknown): readonly string[] {
  if (!isRecord(schema) || !isRecord(schema.def) || !isRecord(schema.def.shape)) return [];
  return Object.keys(schema.def.shape);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
