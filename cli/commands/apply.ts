import type { Command } from 'commander';
import { type Grant, grantsFor, lackingGrants } from '../../deploy/granted.ts';
import { table } from '../../providers/table.ts';
import { formatProblem, type Spec } from '../../rollout/spec/index.ts';
import { type Account, account } from '../account.ts';
import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import { deployedGrants } from '../deployed-grants.ts';
import { exitCodes } from '../exit-codes.ts';
import { wrap } from '../layout.ts';
import { Mistake } from '../mistake.ts';
import { type PlaceOptions, withCommonOptions, withPlaceOptions } from '../options.ts';
import { readSpecFile } from '../read-spec-file.ts';
import { withoutTwins } from '../twins.ts';
import { withoutAccount } from '../without-account.ts';

type Options = PlaceOptions & { readonly table?: string };

/** `haldane apply <files...>` */
export function apply(root: Command, context: Context): void {
  withCommonOptions(
    withPlaceOptions(
      root
        .command('apply')
        .summary('store service specs; the next rollout follows them')
        .description(
          'Validates service specs and stores them in the account. Rollouts that are under way keep the plan they began with. Ends with 1 if the deployed functions lack something that a spec needs.',
        )
        .argument('<files...>', 'service specs')
        .option('--table <name>', 'table to store them in (default: haldane-STAGE)'),
    ),
  ).action(async (files: string[], options: Options) => {
    const specs = validSpecs(files, context);
    const place = await account(context.deps.aws(options.region), options.stage);
    const stored = await store(specs, place, options, context);
    const wanted = grantsFor(
      specs.map(({ spec }) => spec),
      place.names,
    );
    const granted = await deployedGrants(place);
    const missing = granted.known ? lackingGrants(wanted, granted.grants) : [];
    context.finish(answer(stored, missing, granted.known ? null : granted.why, place, context));
  });
}

type Valid = { readonly spec: Spec; readonly text: string };

/** All or nothing: with one bad file none is stored. */
function validSpecs(files: readonly string[], { deps }: Context): readonly Valid[] {
  const read = withoutTwins(files.map((file) => readSpecFile(file, deps.files)));
  const problems = read.flatMap((file) => file.problems);
  if (problems.length > 0) {
    throw new Mistake(problems.map(formatProblem).join('\n'), 'Nothing was stored. Correct this first.');
  }
  return read.flatMap(({ spec, text }) => (spec === null ? [] : [{ spec, text }]));
}

type Stored = { readonly service: string; readonly was: 'new' | 'changed' | 'unchanged' };

async function store(
  specs: readonly Valid[],
  { aws, names }: Account,
  options: Options,
  { deps }: Context,
): Promise<readonly Stored[]> {
  const inTable = table(aws, options.table ?? names.table);
  const stored: Stored[] = [];
  for (const { spec, text } of specs) {
    const { service } = spec;
    const before = await inTable.readSpec(service);
    const was = before === null ? 'new' : before.spec === text ? 'unchanged' : 'changed';
    if (was !== 'unchanged') {
      await inTable.writeSpec(service, text, new Date(deps.clock.now()).toISOString());
    }
    stored.push({ service, was });
  }
  return stored;
}

function answer(
  stored: readonly Stored[],
  missing: readonly Grant[],
  unknown: string | null,
  { fill }: Account,
  { deps, paint }: Context,
): Answer {
  const { columns } = deps.out;
  const lines = stored.map(
    ({ service, was }) => `${paint.title(service)}  ${was === 'unchanged' ? 'unchanged' : `stored (${was})`}`,
  );
  if (unknown !== null) {
    lines.push(
      ...wrap(`could not compare permissions: ${unknown}`, columns, `${paint.doubtful('warning')}  `),
    );
  }
  if (missing.length > 0) {
    lines.push(
      '',
      paint.bad('The deployed functions lack what these specs need:'),
      ...forPeople(missing).flatMap((line) => wrap(line, columns, '  ')),
      '',
      'Put the specs into services/ and run npx serverless deploy before their next rollout.',
    );
  }
  return {
    exitCode: missing.length > 0 ? exitCodes.no : exitCodes.fine,
    json: {
      stored,
      missing: JSON.parse(fill(JSON.stringify(missing))),
      ...(unknown === null ? {} : { unknown }),
    },
    lines,
  };
}

/** How many lines a person reads; --json has them all. */
const mostLines = 12;

/** What several functions lack is said once. */
function forPeople(missing: readonly Grant[]): readonly string[] {
  const lines = [...new Set(missing.map(lineOf))];
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), `and ${lines.length - mostLines} more; --json lists them all`];
}

function lineOf(grant: Grant): string {
  if (grant.kind === 'event') return `an event rule for ${grant.event}`;
  const { action, resource, condition } = grant;
  const values = condition === undefined ? [] : leaves(condition).map(withoutAccount);
  return `${action} on ${withoutAccount(resource)}${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
}

function leaves(value: unknown): readonly string[] {
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];
}
