import { stripVTControlCharacters } from 'node:util';

/** No line is longer, however wide the terminal: long lines are hard to read. */
const widest = 100;

export const widthOf = (text: string): number => stripVTControlCharacters(text).length;

/** Breaks at spaces. The first line begins with `lead`, the others with as many spaces. */
export function wrap(text: string, columns: number, lead = ''): readonly string[] {
  const indent = ' '.repeat(widthOf(lead));
  const room = Math.max(narrowest, Math.min(columns, widest) - indent.length);
  return breakText(text, room).map((line, i) => `${i === 0 ? lead : indent}${line}`);
}

const narrowest = 30;

/** A word that is longer than the line stays whole. */
function breakText(text: string, columns: number): readonly string[] {
  const [first = '', ...words] = text.split(' ').filter((word) => word !== '');
  const lines: string[] = [];
  let line = first;
  for (const word of words) {
    if (widthOf(line) + 1 + widthOf(word) <= columns) {
      line += ` ${word}`;
    } else {
      lines.push(line);
      line = word;
    }
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

export type Cell = {
  readonly text: string;
  /** Left out for the last one: it takes what is left. */
  readonly columns?: number;
  readonly right?: boolean;
  readonly paint: (text: string) => string;
};

/** Texts beside each other, each wrapped in its own columns. */
export function beside(cells: readonly Cell[], columns: number): readonly string[] {
  const fixed = cells.reduce((sum, cell) => sum + (cell.columns ?? 0) + gap.length, 0);
  const rest = Math.max(narrowest, Math.min(columns, widest) - fixed);
  const blocks = cells.map(({ text, columns: width = rest, right, paint }) =>
    breakText(text, width).map((line) => {
      const room = ' '.repeat(Math.max(0, width - line.length));
      return right ? room + paint(line) : paint(line) + room;
    }),
  );
  const height = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map((block, i) => block[row] ?? ' '.repeat(cells[i]?.columns ?? 0))
      .reduce((line, cell) => `${line}${gap}${cell}`, '')
      .trimEnd(),
  );
}

const gap = '  ';
