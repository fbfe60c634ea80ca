import type { Answer } from './answer.ts';
import type { Context } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { wrap } from './layout.ts';

/** What came of a command that changes one thing: a word for scripts, sentences for people. */
export type Said = {
  readonly exitCode: ExitCode;
  readonly answer: string;
  /** The first one says what came of it, the others what follows. */
  readonly sentences: readonly [string, ...string[]];
};

/** `facts` are for scripts, beside the answer. */
export function answerOf(
  { exitCode, answer, sentences: [first, ...others] }: Said,
  facts: object,
  { deps, paint }: Context,
): Answer {
  const brush = exitCode === exitCodes.fine ? paint.good : paint.bad;
  return {
    exitCode,
    json: { ...facts, answer, detail: first },
    lines: [
      ...wrap(brush(first), deps.out.columns),
      ...others.flatMap((sentence) => wrap(sentence, deps.out.columns)),
    ],
  };
}
