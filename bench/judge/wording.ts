import type { Harm } from './simulate.ts';
import type { Figure } from './statistics.ts';

export const percent = (share: number): string => {
  const digits = share !== 0 && share < 0.095 ? 1 : 0;
  return `${(100 * share).toFixed(digits)}%`;
};

/** `1.2% ± 0.3%` */
export const percentFigure = ({ value, error }: Figure): string =>
  `${percent(value)} ± ${(100 * error).toFixed(1)}%`;

/** `0.34 ± 0.02` */
export const figure = ({ value, error }: Figure): string =>
  Number.isFinite(value) ? `${short(value)} ± ${short(error)}` : '-';

export const short = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

export const rate = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

export const count = (value: number): string => value.toLocaleString('en-US');

export const harmName = ({ relativeRisk, onsetMinute }: Harm): string =>
  `${relativeRisk === Number.POSITIVE_INFINITY ? 'all fail' : `x${relativeRisk}`}${onsetMinute > 0 ? `, from minute ${onsetMinute}` : ''}`;

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
