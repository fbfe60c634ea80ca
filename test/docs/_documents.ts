import { globSync, readFileSync } from 'node:fs';

export type Document = { readonly path: string; readonly text: string };

const read = (paths: readonly string[]): readonly Document[] =>
  paths.toSorted().map((path) => ({ path, text: readFileSync(path, 'utf8') }));

/** What users and contributors read. */
export const guides = read(['README.md', 'CONTRIBUTING.md', ...globSync('docs/*.md')]);

/** Those, and what stands in the rooms. */
export const documents = [
  ...guides,
  ...read(
    globSync('*/**/README.md', {
      exclude: (path) => /(^|\/)(node_modules|\.[^/]+|out)(\/|$)/.test(path),
    }),
  ),
];

/** Command lines by their first word or words, in code blocks and between backticks, without the comment behind them. */
export function commandsOf({ text }: Document, program: string): readonly string[] {
  const pattern = new RegExp(`(?:^|\`|^ {4})(${program} [^\`\\n]*)`, 'gm');
  return [...text.matchAll(pattern)].map(([, line = '']) => line.replace(/\s+#.*$/, '').trim());
}

/** As a shell does with what is quoted. */
export const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

/** The YAML blocks of a document, each with the line that it begins at. */
export const yamlBlocksOf = ({ text }: Document) =>
  [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    yaml: match[1] ?? '',
  }));
