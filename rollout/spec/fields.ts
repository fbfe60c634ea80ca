import { z } from 'zod';
import { durationPattern, parseDuration, parsePercent, percentPattern } from '../units.ts';
import { show } from './wording.ts';

/**
 * The kinds of text that a spec is made of, each with its message as `wrong; right` and its pattern for editors.
 */

/** A duration in seconds, within limits that are written as durations themselves. */
export function duration(least: string, most: string, description: string) {
  const [from, to] = [secondsOf(least), secondsOf(most)];
  return matching(durationPattern, 'a duration', 'write for example 30m (units s, m, h, d)')
    .refine((text) => secondsOf(text, from) >= from, {
      error: ({ input }) => `${show(input)} is too short; write at least ${least}`,
    })
    .refine((text) => secondsOf(text, to) <= to, {
      error: ({ input }) => `${show(input)} is too long; write at most ${most}`,
    })
    .transform((text) => secondsOf(text))
    .describe(`${description} A duration such as 90s, 30m, 4h or 2d, from ${least} to ${most}.`);
}

/** A percentage as a number of percent. */
export function percentage(least: string, most: string, description: string, example = '30%') {
  const [from, to] = [parsePercent(least) ?? 0, parsePercent(most) ?? 100];
  return matching(percentPattern, 'a percentage', `write for example ${example}`)
    .refine((text) => Number.parseFloat(text) >= from || !percentPattern.test(text), {
      error: ({ input }) => `${show(input)} is too little; write at least ${least}`,
    })
    .refine((text) => Number.parseFloat(text) <= to || !percentPattern.test(text), {
      error: ({ input }) => `${show(input)} is too much; write at most ${most}`,
    })
    .transform((text) => Number.parseFloat(text))
    .describe(`${description} A percentage such as 5% or 0.5%, from ${least} to ${most}.`);
}

/** Text of one form. `what` completes "x is not ..."; `right` is a whole clause. */
export function matching(pattern: RegExp, what: string, right: string) {
  const error = ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing; ${right}` : `${show(input)} is not ${what}; ${right}`;
  return z.string({ error }).regex(pattern, { error });
}

function secondsOf(text: string, otherwise = 0): number {
  return parseDuration(text) ?? otherwise;
}
