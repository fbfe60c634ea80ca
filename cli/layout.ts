import { stripVTControlCharacters } from 'node:util';

/** No line is longer, however wide the terminal: long lines are hard to read. */
const widest = 100;

export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Breaks at spaces. The first line begins with `lead`, the others with as many spaces; a word longer than the line stays whole. */
export function wrap(text: string, columns: number, lead = ''): readonly string[] {
  const indent = ' '.repeat(widthOf(lead));
  const width = Math.max(40, Math.min(columns, widest));
  const lines: string[] = [];
  let line = lead;
  let empty = true;
  for (const word of text.split(' ').filter((part) => part !== '')) {
    if (!empty && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line];
}

/** `name  value`, the values below each other, wrapped. */
export function facts(
  rows: readonly (readonly [name: string, value: string])[],
  columns: number,
  paintName: (text: string) => string = (text) => text,
): readonly string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.flatMap(([name, value]) => wrap(value, columns, `  ${paintName(name.padEnd(width))}  `));
}

export type Column = { readonly title: string; readonly right?: boolean };

/** A table without lines. The last column is not padded. */
export function columnsOf(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  paintTitle: (text: string) => string = (text) => text,
): readonly string[] {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map((_, i) => Math.max(...[titles, ...rows].map((row) => widthOf(row[i] ?? ''))));
  const line = (cells: readonly string[]) =>
    columns
      .map(({ right }, i) => {
        const cell = cells[i] ?? '';
        const room = ' '.repeat(Math.max(0, (widths[i] ?? 0) - widthOf(cell)));
        return right ? room + cell : cell + room;
      })
      .join('  ')
      .trimEnd();
  return [paintTitle(line(titles)), ...rows.map(line)].map((text) => `  ${text}`);
}
