import type { SpecFile } from './read-spec-file.ts';

/** Two specs of one service: the second one would replace the first one's, so it is a problem of the second. */
export function withoutTwins(files: readonly SpecFile[]): readonly SpecFile[] {
  return files.map((one, i) => {
    const { file, text, spec } = one;
    const twin = files.slice(0, i).find((other) => spec !== null && other.spec?.service === spec.service);
    if (spec === null || twin === undefined) return one;
    const problem = {
      file,
      line:
        Math.max(
          0,
          text.split('\n').findIndex((line) => /^service\s*:/.test(line)),
        ) + 1,
      column: 1,
      path: 'service',
      wrong: `${spec.service} has a spec already, in ${twin.file}`,
      right: 'give each service one spec',
    };
    return { ...one, spec: null, problems: [problem] };
  });
}
