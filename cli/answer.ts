import type { ExitCode } from './exit-codes.ts';

/** What a command has to say: for scripts (`--json`) and, line by line, for people. */
export type Answer = {
  readonly exitCode: ExitCode;
  readonly json: object;
  readonly lines: readonly string[];
};
