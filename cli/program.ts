import { Command } from 'commander';
import { abort } from './commands/abort.ts';
import { apply } from './commands/apply.ts';
import { approve } from './commands/approve.ts';
import { demo } from './commands/demo.ts';
import { pause } from './commands/pause.ts';
import { refuse } from './commands/refuse.ts';
import { rehearse } from './commands/rehearse.ts';
import { resume } from './commands/resume.ts';
import { start } from './commands/start.ts';
import { status } from './commands/status.ts';
import { stopSwitch } from './commands/switch.ts';
import { validate } from './commands/validate.ts';
import type { Context } from './context.ts';

/** The whole command line. It throws instead of ending the process; run.ts turns what it throws into words. */
export function program(context: Context): Command {
  const { out, err } = context.deps;
  const root = new Command('haldane').description(
    'Canary releases on AWS: traffic follows a new version while it does well, and returns at once if it does not.',
  );
  // Subcommands that are made by `command` inherit these, those that are added later do not: hence first.
  root
    .exitOverride()
    .configureOutput({
      writeOut: (text) => out.write(text),
      writeErr: (text) => err.write(text),
      // run.ts prints errors, so that they look alike wherever they come from.
      outputError: () => {},
      getOutHelpWidth: () => Math.min(out.columns, helpColumns),
      getErrHelpWidth: () => Math.min(err.columns, helpColumns),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ sortOptions: false, showGlobalOptions: false })
    .helpCommand(false)
    .addHelpText(
      'after',
      `\nEach command takes --help and --json. docs/cli.md has examples and the exit codes.`,
    );
  for (const register of commands) register(root, context);
  return root;
}

/** In the order of their use. */
const commands = [
  validate,
  rehearse,
  apply,
  start,
  status,
  approve,
  refuse,
  pause,
  resume,
  abort,
  stopSwitch,
  demo,
];

const helpColumns = 100;
