/** Colours that are plain on white and on black; text follows the reader's theme. */
export const COLOURS: readonly string[] = [
  '#e4572e',
  '#7a8290',
  '#2e86ab',
  '#3f9b58',
  '#a05cc5',
  '#c98a14',
  '#d05a8c',
];

export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>text{font:12px system-ui,sans-serif;fill:#222}.small{font-size:10px}.title{font-weight:600}.line{stroke:#8888;fill:none}.grid{stroke:#8883;fill:none}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

type Anchor = 'start' | 'middle' | 'end';

export const text = (x: number, y: number, words: string, anchor: Anchor = 'start', kind = ''): string =>
  `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}"${kind === '' ? '' : ` class="${kind}"`}>${escaped(words)}</text>`;

export const sideways = (x: number, y: number, words: string): string =>
  `<text transform="translate(${at(x)} ${at(y)}) rotate(-90)" text-anchor="middle">${escaped(words)}</text>`;

export const slanted = (x: number, y: number, words: string): string =>
  `<text transform="translate(${at(x)} ${at(y)}) rotate(-40)">${escaped(words)}</text>`;

export const line = (x1: number, y1: number, x2: number, y2: number, kind: 'line' | 'grid'): string =>
  `<line x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}" class="${kind}"/>`;

/** One digit behind the point is enough, and keeps the files small. */
export const at = (value: number): string => String(Number(value.toFixed(1)));

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
