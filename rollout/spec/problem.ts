/** Something wrong in a spec: where, what, and what would be right. */
export type Problem = {
  readonly file: string;
  /** 1-based, as editors count. */
  readonly line: number;
  readonly column: number;
  /** `steps[1].weight`; empty for the file as a whole. */
  readonly path: string;
  readonly wrong: string;
  readonly right: string;
};

/** `recommendation.yml:12:5 steps[1].weight: 3o% is not a percentage; write for example 30%` */
export function formatProblem({ file, line, column, path, wrong, right }: Problem): string {
  const where = `${file}:${line}:${column}`;
  const what = right === '' ? wrong : `${wrong}; ${right}`;
  return path === '' ? `${where}: ${what}` : `${where} ${path}: ${what}`;
}

export type Path = readonly (string | number)[];

export const formatPath = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
