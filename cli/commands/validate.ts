import type { Command } from 'commander';
import { formatProblem } from '../../rollout/spec/index.ts';
import type { Answer } from '../answer.ts';
import type { Context } from '../context.ts';
import { describeSpec, permissionsOf } from '../describe-spec.ts';
import { exitCodes } from '../exit-codes.ts';
import { forecast } from '../forecast.ts';
import { wrap } from '../layout.ts';
import { Mistake } from '../mistake.ts';
import { withCommonOptions } from '../options.ts';
import { readSpecFile, type SpecFile } from '../read-spec-file.ts';
import { withoutTwins } from '../twins.ts';

/** `haldane validate [files...]` */
export function validate(root: Command, context: Context): void {
  withCommonOptions(
    root
      .command('validate')
      .summary('say what is wrong in service specs, and what their rollouts will look like')
      .description(
        'Reads service specs and says by line what is wrong. Of a good one it shows the plan, what a rollout costs and which permissions it needs. Asks nothing of AWS.',
      )
      .argument('[files...]', 'service specs (default: services/*.yml)'),
  ).action((files: string[]) => {
    const paths = files.length > 0 ? files : allSpecFiles(context);
    context.finish(
      answer(withoutTwins(paths.map((file) => readSpecFile(file, context.deps.files))), context),
    );
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

function answer(files: readonly SpecFile[], context: Context): Answer {
  const isFine = files.every(({ spec }) => spec !== null);
  return {
    exitCode: isFine ? exitCodes.fine : exitCodes.no,
    json: { valid: isFine, files: files.map(forScripts) },
    lines: files.flatMap((file, i) => [...(i === 0 ? [] : ['']), ...forPeople(file, context)]),
  };
}

const forScripts = ({ file, spec, problems, warnings }: SpecFile) => ({
  file,
  service: spec?.service ?? null,
  problems,
  warnings,
  ...(spec === null ? {} : { plan: forecast(spec), permissions: permissionsOf(spec) }),
});

function forPeople(
  { file, spec, problems, warnings }: SpecFile,
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
    ...describeSpec(spec, columns, paint),
  ];
}
