import { at, COLOURS, line, sideways, svg, text } from './svg.ts';

/** A line of a panel; points without a value are left out. */
export type Series = { readonly name: string; readonly points: readonly Point[] };
export type Point = { readonly x: number; readonly y: number };
export type Panel = { readonly title: string; readonly series: readonly Series[] };

export type PanelsOptions = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly panels: readonly Panel[];
};

const WIDTH = 360;
const HEIGHT = 230;
const MARGIN = { left: 62, right: 12, top: 30, bottom: 42 };

/** Small charts side by side, two in a row, both axes logarithmic; one legend for all. */
export function panels({ title, xLabel, yLabel, panels }: PanelsOptions): string {
  const all = panels.flatMap(({ series }) => series.flatMap(({ points }) => points));
  if (all.length === 0) return svg(200, 40, title, [text(8, 24, 'no data')]);
  const x = logAxis(all.map((point) => point.x));
  const y = logAxis(all.map((point) => point.y));
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const rows = Math.ceil(panels.length / 2);
  const legendTop = 34 + rows * HEIGHT;
  const parts = panels.map((panel, i) => {
    const drawn = drawPanel(panel, { x, y, names, xLabel, yLabel });
    return `<g transform="translate(${(i % 2) * WIDTH} ${30 + Math.floor(i / 2) * HEIGHT})">${drawn}</g>`;
  });
  return svg(2 * WIDTH, legendTop + 18 * Math.ceil(names.length / 3) + 8, title, [
    text(8, 18, title, 'start', 'title'),
    ...parts,
    ...names.map((name, i) => legend(name, i, 20 + (i % 3) * 235, legendTop + 12 + 18 * Math.floor(i / 3))),
  ]);
}

type Axis = { readonly from: number; readonly to: number; readonly ticks: readonly number[] };

/** Whole powers of ten around the values. */
function logAxis(values: readonly number[]): Axis {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))));
  return { from, to, ticks: Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i)) };
}

type Frame = {
  readonly x: Axis;
  readonly y: Axis;
  readonly names: readonly string[];
  readonly xLabel: string;
  readonly yLabel: string;
};

function drawPanel({ title, series }: Panel, { x, y, names, xLabel, yLabel }: Frame): string {
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [top, bottom] = [MARGIN.top, HEIGHT - MARGIN.bottom];
  const toX = (value: number) => left + ((Math.log10(value) - x.from) / (x.to - x.from)) * (right - left);
  const toY = (value: number) => bottom - ((Math.log10(value) - y.from) / (y.to - y.from)) * (bottom - top);
  return [
    text((left + right) / 2, top - 8, title, 'middle'),
    ...x.ticks.flatMap((tick) => [
      line(toX(tick), top, toX(tick), bottom, 'grid'),
      text(toX(tick), bottom + 14, tickLabel(tick), 'middle', 'small'),
    ]),
    ...y.ticks.flatMap((tick) => [
      line(left, toY(tick), right, toY(tick), 'grid'),
      text(left - 6, toY(tick) + 4, tickLabel(tick), 'end', 'small'),
    ]),
    line(left, bottom, right, bottom, 'line'),
    line(left, top, left, bottom, 'line'),
    text((left + right) / 2, bottom + 32, xLabel, 'middle'),
    sideways(16, (top + bottom) / 2, yLabel),
    // The first is drawn last, on top.
    ...series.toReversed().map(({ name, points }) => {
      const colour = colourOf(names.indexOf(name));
      const path = points.map((point) => `${at(toX(point.x))},${at(toY(point.y))}`).join(' ');
      const dots = points.map(
        (point) => `<circle cx="${at(toX(point.x))}" cy="${at(toY(point.y))}" r="3" fill="${colour}"/>`,
      );
      return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${name === names[0] ? 3 : 1.5}"/>${dots.join('')}`;
    }),
  ].join('');
}

function legend(name: string, index: number, x: number, y: number): string {
  return `<rect x="${at(x)}" y="${at(y - 9)}" width="10" height="10" fill="${colourOf(index)}"/>${text(x + 16, y, name)}`;
}

const colourOf = (index: number): string => COLOURS[index % COLOURS.length] ?? '#888888';

const tickLabel = (value: number): string =>
  value >= 1e6 ? `${value / 1e6}M` : value >= 1e4 ? `${value / 1e3}k` : String(Number(value.toPrecision(1)));
