import type fc from 'fast-check';
import type { Random } from '../../rehearsal/random.ts';

/** One parser: what stands between the outside and the rest. */
export type Target = {
  readonly name: string;
  /** How many inputs of a full run it gets; parsers differ in speed and in how much they hide. */
  readonly inputs: number;
  /** Inputs made from a description of what is right, with anything in its place. */
  readonly arbitrary: fc.Arbitrary<unknown>;
  /** A valid input with some damage. */
  readonly damaged: (random: Random) => unknown;
  /** Whether the input was accepted. Rejects, but with `Unclear` or a bug. */
  readonly feed: (input: unknown) => boolean | Promise<boolean>;
};

/** The input was refused, but not as a person could understand. */
export class Unclear extends Error {
  override readonly name = 'Unclear';
}

/** Throws `Unclear` unless these are words that somebody wrote for a person. Answers false, as a refusal does. */
export function refused(message: string): false {
  if (message.trim() === '') throw new Unclear('there is no message');
  if (message.length > mostCharacters) throw new Unclear(`the message has ${message.length} characters`);
  const slip = slips.exec(message);
  if (slip !== null) throw new Unclear(`the message says ${slip[0]}: ${message.slice(0, 200)}`);
  return false;
}

/** What Step Functions and a log line take with ease, and a person still reads. */
const mostCharacters = 4000;

/** What the language says instead of us. */
const slips =
  /\[object \w+\]|Cannot (read|set|convert|destructure)|is not (a function|iterable|defined)|TypeError|RangeError|ReferenceError|call stack|Invalid (time value|array length|string length)|"code": "invalid/;
