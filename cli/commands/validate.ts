import type { Command } from 'commander';
import { formatProblem } from '../../rollout/spec/index.ts';
import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import { describeSpec, permissionsOf } from '../describe-spec.ts';
import { exitCodes } from '../exit-codes.ts';
import { forecast, type Measured } from '../forecast.ts';
import { wrap } from '../layout.ts';
import { measure } from '../measure.ts';
import { Mistake } from '../mistake.ts';
import { withCommonOptions } from '../options.ts';
import { readSpecFile, type SpecFile } from '../read-spec-file.ts';
import { withoutTwins } from '../twins.ts';

type Options = { readonly measure?: true; readonly region?: string };

/** `haldane validate [files...]` */
export function validate(root: Command, context: Context): void {
  withCommonOptions(
    root
      .command('validate')
      .summary('say what is wrong in service specs, and what their rollouts will look like')
      .description(
        'Reads service specs and says by line what is wrong. Of a good one it shows the plan, what a rollout costs, which harm it finds and how soon, and which permissions it needs. Asks nothing of AWS, unless it is to measure.',
      )
      .argument('[files...]', 'service specs (default: services/*.yml)')
      .option('--measure', 'ask AWS what the services served in the last hour, for what their plans can find')
      .option('--region <name>', 'AWS region to measure in (default: as your AWS settings say)'),
  ).action(async (files: string[], { measure: isMeasured, region }: Options) => {
    const paths = files.length > 0 ? files : allSpecFiles(context);
    const read = withoutTwins(paths.map((file) => readSpecFile(file, context.deps.files)));
    const measured = new Map<SpecFile, Measured>();
    if (isMeasured) {
      const { clients } = context.deps.aws(region);
      for (const one of read) {
        if (one.spec !== null) measured.set(one, await measure(one.spec, clients, context.deps.clock));
      }
    }
    context.finish(answer(read, measured, context));
  });
}

function allSpecFiles({ deps }: Context): readonly string[] {
  const found = deps.files.list('services').filter((name) => /\.ya?ml$/.test(name));
  if (found.length > 0) return found.map((name) => `services/${name}`);
  throw new Mistake(
    'There are no service specs in services/.',
    'Run it where services/ is, or name the files.',
  );
}

type ByFile = ReadonlyMap<SpecFile, Measured>;

function answer(files: readonly SpecFile[], measured: ByFile, context: Context): Answer {
  const isFine = files.every(({ spec }) => spec !== null);
  return {
    exitCode: isFine ? exitCodes.fine : exitCodes.no,
    json: { valid: isFine, files: files.map((file) => forScripts(file, measured.get(file))) },
    lines: files.flatMap((file, i) => [
      ...(i === 0 ? [] : ['']),
      ...forPeople(file, measured.get(file), context),
    ]),
  };
}

const forScripts = ({ file, spec, problems, warnings }: SpecFile, measured?: Measured) => ({
  file,
  service: spec?.service ?? null,
  problems,
  warnings,
  ...(spec === null ? {} : { plan: forecast(spec, measured), permissions: permissionsOf(spec) }),
});

function forPeople(
  { file, spec, problems, warnings }: SpecFile,
  measured: Measured | undefined,
  { deps, paint }: Context,
): readonly string[] {
  const { columns } = deps.out;
  const notes = [
    ...problems.flatMap((problem) => wrap(formatProblem(problem), columns, `  ${paint.bad('wrong')}    `)),
    ...warnings.flatMap((warning) =>
      wrap(formatProblem(warning), columns, `  ${paint.doubtful('warning')}  `),
    ),
  ];
  if (spec === null) {
    return [
      `${paint.title(file)}  ${paint.bad(problems.length === 1 ? '1 problem' : `${problems.length} problems`)}`,
      ...notes,
    ];
  }
  const { service, workload, traffic } = spec;
  return [
    `${paint.title(service)}  ${workload.kind} behind ${traffic.kind}  ${paint.quiet(file)}`,
    ...notes,
    '',
    ...describeSpec(spec, columns, paint, measured),
  ];
}
