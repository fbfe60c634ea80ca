import { type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context.ts';
import { describeRehearsal } from '../describe-rehearsal.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { facts, wrap } from '../layout.ts';
import { withCommonOptions } from '../options.ts';
import type { Rehearsed } from '../rehearsals.ts';
import { writePages } from '../write-pages.ts';

export type RehearseOptions = {
  readonly scenario?: string;
  readonly list?: boolean;
  readonly seed: number;
  readonly page?: string;
};

/** `haldane rehearse [file]` */
export function rehearse(root: Command, context: Context): void {
  withRehearseOptions(
    root
      .command('rehearse')
      .summary('play releases on this machine, in virtual time')
      .description(
        'Plays a release from push to clean-up: the state machine and the handlers that would be deployed, with simulated AWS services and virtual time. Without --scenario a good and a bad release.',
      )
      .argument('[file]', 'service spec to rehearse (default: the example, services/recommendation.yml)'),
  ).action(async (file: string | undefined, options: RehearseOptions) => {
    await rehearseAll(file, options, context);
  });
}

/** `demo` takes the same ones. */
export const withRehearseOptions = (command: Command): Command =>
  withCommonOptions(
    command
      .option('--scenario <name>', 'the story to play')
      .option('--list', 'name all stories')
      .option('--seed <number>', 'another seed, another course of chance; the same one repeats', seedOf, 1)
      .option('--page <folder>', 'write an HTML page of each rollout there'),
  );

function seedOf(text: string): number {
  const seed = Number(text);
  if (Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff) return seed;
  throw new InvalidArgumentError('It is a whole number from 0 to 4294967295.');
}

/** Plays what the options ask for and answers; `after` are the last lines when all went well. */
export async function rehearseAll(
  file: string | undefined,
  { scenario, list, seed, page }: RehearseOptions,
  context: Context,
  after: readonly string[] = [],
): Promise<void> {
  // The simulated world is needed by no other command.
  const { findScenario, firstScenarios, forScripts, play, stories } = await import('../rehearsals.ts');
  if (list) {
    context.finish({
      exitCode: exitCodes.fine,
      json: { scenarios: Object.entries(stories).map(([name, { story }]) => ({ name, story })) },
      lines: facts(
        Object.entries(stories).map(([name, { story }]) => [name, story]),
        context.deps.out.columns,
        context.paint.title,
      ),
    });
    return;
  }
  // A story about a spec of its own cannot be played with another one.
  const first = firstScenarios.filter((name) => file === undefined || stories[name]?.file === undefined);
  const names = scenario === undefined ? first : [scenario];
  const cast = names.map((name) => findScenario(name, file, context));
  const played: Rehearsed[] = [];
  for (const one of cast) {
    const { name, scenario } = one;
    if (!context.json) {
      const { write } = context.deps.out;
      write(
        `${wrap(scenario.story, context.deps.out.columns, `${context.paint.title(name)}  `).join('\n')}\n\n`,
      );
    }
    const rehearsed = await play(one, seed, context);
    played.push(rehearsed);
    const pages = page === undefined ? [] : writePages(page, rehearsed, context.deps.files);
    if (!context.json) tellEnd(rehearsed, pages, context);
  }
  const [only] = played;
  context.finish({
    exitCode: exitCodeOf(played),
    json:
      scenario !== undefined && only !== undefined
        ? forScripts(only)
        : { rehearsals: played.map((one) => forScripts(one)) },
    lines:
      exitCodeOf(played) === exitCodes.fine
        ? after
        : [context.paint.bad('A story did not end as it is told.')],
  });
}

const exitCodeOf = (played: readonly Rehearsed[]): ExitCode =>
  played.every(({ faults }) => faults.length === 0) ? exitCodes.fine : exitCodes.no;

function tellEnd(rehearsed: Rehearsed, pages: readonly string[], { deps, paint }: Context): void {
  const lines = describeRehearsal(rehearsed, pages, deps.out.columns, paint);
  deps.out.write(`\n${lines.join('\n')}\n\n`);
}
