import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { facts, wrap } from '../layout.ts';
import { type RehearseOptions, rehearseAll, withRehearseOptions } from './rehearse.ts';

/** What `npm start` runs: a rehearsal with an introduction, pages, and what to do next. */
export function demo(root: Command, context: Context): void {
  withRehearseOptions(
    root.command('demo', { hidden: true }).summary('what npm start runs').argument('[file]', 'service spec'),
  ).action(async (file: string | undefined, options: RehearseOptions) => {
    if (options.list) {
      await rehearseAll(file, options, context);
      return;
    }
    if (!context.json) context.deps.out.write(`${introduction(context).join('\n')}\n\n`);
    const page = options.page ?? (context.json ? undefined : 'out');
    await rehearseAll(file, page === undefined ? options : { ...options, page }, context, next(context));
  });
}

const introduction = ({ deps, paint }: Context): readonly string[] => [
  paint.title('Haldane rehearses releases of the example in services/recommendation.yml.'),
  ...wrap(
    'The state machine and the handlers are the ones that would be deployed. AWS is simulated and time is virtual: two hours pass in a second. Each rollout begins with the event of an image pushed to ECR. The columns are time, share of the new version, state, and what was seen there.',
    deps.out.columns,
  ),
];

const next = ({ deps, paint }: Context): readonly string[] => [
  paint.title('What next'),
  ...facts(
    [
      ['npm start -- --list', 'more stories: alarms, aborts, freezes, strangers'],
      ['npm start -- --scenario NAME', 'play one of them'],
      ['npx haldane validate', 'what the spec of the example leads to; then write your own in services/'],
      ['npx serverless deploy', 'put it into your account'],
    ],
    deps.out.columns,
  ),
];
