import { at, slanted, svg, text } from './svg.ts';

export type Heat = {
  readonly title: string;
  readonly note: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly shares: readonly number[] }[];
};

const CELL = { width: 50, height: 20 };
const LEFT = 170;
const TOP = 130;

/** A table of shares, the deeper the worse. */
export function heat({ title, note, columns, rows }: Heat): string {
  const width = LEFT + columns.length * CELL.width + 60;
  return svg(width, TOP + rows.length * CELL.height + 12, title, [
    text(8, 18, title, 'start', 'title'),
    text(8, 36, note),
    ...columns.map((name, i) => slanted(LEFT + i * CELL.width + 22, TOP - 8, name)),
    ...rows.flatMap(({ name, shares }, row) => {
      const y = TOP + row * CELL.height;
      return [
        text(LEFT - 8, y + 14, name, 'end'),
        ...shares.map((share, i) => cell(LEFT + i * CELL.width, y, share)),
      ];
    }),
  ]);
}

function cell(x: number, y: number, share: number): string {
  // The square root, so that one in a hundred is seen.
  const opacity = Math.max(0.03, 0.75 * Math.sqrt(share)).toFixed(2);
  const fill = share <= 0.01 ? '#3f9b58' : '#e4572e';
  const label = share === 0 ? '0' : share < 0.0995 ? (100 * share).toFixed(1) : (100 * share).toFixed(0);
  return [
    `<rect x="${at(x + 1)}" y="${at(y + 1)}" width="${CELL.width - 2}" height="${CELL.height - 2}" fill="${fill}" fill-opacity="${share <= 0.01 ? 0.18 : opacity}"/>`,
    text(x + CELL.width / 2, y + 14, label, 'middle', 'small'),
  ].join('');
}
