import type { Answer } from './answer.ts';
import type { Deps } from './deps.ts';
import type { Paint } from './paint.ts';

/** What a command runs in. */
export type Context = {
  readonly deps: Deps;
  readonly paint: Paint;
  /** Only the answer's JSON may be printed. */
  readonly json: boolean;
  /** Prints the answer and sets the exit code. Called once, last. */
  readonly finish: (answer: Answer) => void;
};
