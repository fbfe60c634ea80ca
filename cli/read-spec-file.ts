import { awsClients } from '../providers/clients.ts';
import { routerFor, schemas } from '../providers/registry.ts';
import { refuseWeights } from '../rollout/plan/refusals.ts';
import { namedWeights } from '../rollout/plan/way.ts';
import { type Problem, parseSpec, type Spec } from '../rollout/spec/index.ts';
import type { Files } from './files.ts';
import { Mistake } from './mistake.ts';

/** A spec file as it is, and what it says. */
export type SpecFile = {
  readonly file: string;
  readonly text: string;
  /** Null if there are problems. */
  readonly spec: Spec | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
};

/** Throws a `Mistake` if there is nothing to read; what is wrong in it comes back as problems. */
export function readSpecFile(file: string, files: Files): SpecFile {
  const text = textOf(file, files);
  const parsed = parseSpec(text, file, schemas);
  if (!parsed.ok) return { file, text, spec: null, problems: parsed.problems, warnings: [] };
  const problems = impossibleWeights(parsed.spec).map((wrong) => ({
    file,
    line:
      Math.max(
        0,
        text.split('\n').findIndex((line) => /^(steps|hotfix)\s*:/.test(line)),
      ) + 1,
    column: 1,
    path: 'steps',
    wrong,
    right: '',
  }));
  return {
    file,
    text,
    spec: problems.length === 0 ? parsed.spec : null,
    problems,
    warnings: parsed.warnings,
  };
}

/** Only the router knows how fine its weights are; a rollout would be refused when it starts. */
function impossibleWeights({ traffic, steps, hotfix }: Spec): readonly string[] {
  const { weightStepPercent } = routerFor(traffic, awsClients());
  const weights = new Set([...namedWeights(steps), ...namedWeights(hotfix.steps)]);
  return refuseWeights([...weights], weightStepPercent).map(({ sentence }) => sentence);
}

function textOf(file: string, files: Files): string {
  try {
    return files.read(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') {
      throw new Mistake(
        `There is no file ${file}.`,
        'Give the path of a service spec, for example services/recommendation.yml.',
      );
    }
    if (code === 'EISDIR') {
      throw new Mistake(`${file} is a folder.`, `Give the files in it: ${file.replace(/\/$/, '')}/*.yml`);
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new Mistake(`${file} cannot be read: ${why}`, 'Give the path of a service spec.');
  }
}
