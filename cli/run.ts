import { CommanderError } from 'commander';
import type { Deps } from './deps.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Explanation, explain } from './explain.ts';
import { wrap } from './layout.ts';
import { paintFor } from './paint.ts';
import { program } from './program.ts';

/** Runs one command line, for example `['validate', '--json']`, and returns its exit code. Never rejects. */
export async function run(args: readonly string[], deps: Deps): Promise<ExitCode> {
  const json = args.includes('--json');
  let exitCode: ExitCode = exitCodes.fine;
  const cli = program({
    deps,
    paint: paintFor(deps.out, deps.env),
    json,
    finish(answer) {
      const text = json ? JSON.stringify(answer.json, null, 2) : answer.lines.join('\n');
      if (text !== '') deps.out.write(`${text}\n`);
      exitCode = answer.exitCode;
    },
  });
  try {
    await cli.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander throws for --help and --version too, once they are printed.
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.fine;
    const explanation = explain(error);
    if (json) deps.out.write(`${JSON.stringify({ error: forScripts(explanation) }, null, 2)}\n`);
    else deps.err.write(`${forPeople(explanation, deps).join('\n')}\n`);
    if (args.includes('--verbose')) deps.err.write(`${stackOf(error)}\n`);
    return explanation.exitCode;
  }
}

const forScripts = ({ name, message, todo }: Explanation) => ({
  name,
  message,
  ...(todo === undefined ? {} : { todo }),
});

function forPeople({ message, todo }: Explanation, { err, env }: Deps): readonly string[] {
  const paint = paintFor(err, env);
  return [
    ...message
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line, i) => wrap(line, err.columns, i === 0 ? `${paint.bad('error')}  ` : '       ')),
    ...(todo === undefined ? [] : wrap(todo, err.columns, `${paint.quiet('to do')}  `)),
  ];
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
