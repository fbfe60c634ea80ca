import { z } from 'zod';
import { Conflict, Denied, NotFound, NotOwned, Refused, Throttled, Unavailable } from '../errors.ts';

const classes = { Conflict, Denied, NotFound, NotOwned, Refused, Throttled, Unavailable };

export const answerOf = (value: unknown): string => JSON.stringify({ value });

export function refusalOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ error: { name: name in classes ? name : 'Refused', message } });
}

/** The value that was answered; throws the error if it was one. */
export function outcomeOf(answer: string): unknown {
  const { value, error } = answerShape.parse(JSON.parse(answer));
  if (error === undefined) return value;
  throw new classes[error.name](error.message);
}

const names = Object.keys(classes) as (keyof typeof classes)[];

const answerShape = z.strictObject({
  value: z.unknown().optional(),
  error: z.strictObject({ name: z.enum(names), message: z.string() }).optional(),
});
