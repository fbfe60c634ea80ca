import { formatPercent } from '../../rollout/units.ts';
import type { Ledger } from '../ledger.ts';
import type { RolloutRecord, ShiftRecord } from '../record.ts';
import { ledgerSeries, type Series, seriesOf } from '../series.ts';
import { percentAt, type Range, roundTop, timeTicks } from './axis.ts';
import { type Html, html } from './html.ts';
import { duration, share } from './wording.ts';

/** Weights and metrics over the same time. Widths are percent, so that text keeps its size on every screen. */
export function charts(record: RolloutRecord, ledger?: Ledger): Html {
  const range = rangeOf(record);
  const series = [...seriesOf(record), ...(ledger === undefined ? [] : [ledgerSeries(record, ledger)])];
  if (range === null || record.shifts.length === 0) {
    return html`<p class="panel pad">No traffic was shifted, so there is nothing to draw.</p>`;
  }
  return html`<div class="panel charts">${weights(record, range)}${series.map((one) => metric(one, record, range))}</div>`;
}

/** The quiet hours in which the old version is only kept warm would squeeze what matters. */
function rangeOf({ startMillis, lastMillis, shifts, verdicts }: RolloutRecord): Range | null {
  if (startMillis === null || lastMillis === null || lastMillis <= startMillis) return null;
  const newest = Math.max(startMillis, shifts.at(-1)?.atMillis ?? 0, verdicts.at(-1)?.atMillis ?? 0);
  const to = newest + (newest - startMillis) * 0.08;
  return { from: startMillis, to: to > startMillis ? Math.min(lastMillis, to) : lastMillis };
}

const plotHeight = 118;
const topSpace = 18;
const height = topSpace + plotHeight + 20;

type Frame = {
  readonly id: string;
  readonly label: string;
  readonly range: Range;
  readonly top: number;
  readonly format: (value: number) => string;
  readonly inside: Html;
  readonly over?: Html | null;
};

function frame({ id, label, range, top, format, inside, over }: Frame): Html {
  const levels = [top, top / 2, 0];
  return html`<svg class="chart" height="${height}" role="img" aria-labelledby="${id}"><title id="${id}">${label}</title>
${levels.map((level) => {
  const y = topSpace + plotHeight * (1 - level / top);
  return html`<line class="grid" x1="0" x2="100%" y1="${y}" y2="${y}"/><text x="-8" y="${y + 4}" text-anchor="end">${format(level)}</text>`;
})}
<svg y="${topSpace}" width="100%" height="${plotHeight}" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">${inside}</svg>
${over ?? null}${timeTicks(range).map(({ atMillis, label: text }, index) => {
  const x = percentAt(atMillis, range);
  const anchor = index === 0 ? 'start' : x > 92 ? 'end' : 'middle';
  return html`<text x="${x}%" y="${height - 4}" text-anchor="${anchor}">${text}</text>`;
})}</svg>`;
}

function weights(record: RolloutRecord, range: Range): Html {
  const { shifts, canarySlot } = record;
  const returned = shifts.find(({ step, weightPercent }) => step === null && weightPercent === 0);
  const label = `Canary weight over time: ${shifts
    .map(
      ({ weightPercent, atMillis }) =>
        `${formatPercent(weightPercent)} after ${duration(atMillis - range.from)}`,
    )
    .join(', ')}.`;
  const most = Math.max(...shifts.map(({ weightPercent }) => weightPercent));
  const top = [10, 20, 50].find((candidate) => candidate >= most) ?? 100;
  const raised = shifts.filter(({ weightPercent }) => weightPercent > 0);
  const path = stepPath(shifts, range, top);
  const inside = html`<path class="area" d="${path} V100 H0 Z"/><path class="line canary" d="${path}"/>`;
  const over = html`${raised.map(({ atMillis, weightPercent }) => {
    const y = topSpace + plotHeight * (1 - weightPercent / top);
    const x = percentAt(atMillis, range);
    return html`<circle class="dot" cx="${x}%" cy="${y}" r="3"/><text class="weight" x="${x}%" dx="6" y="${y - 5}">${formatPercent(weightPercent)}</text>`;
  })}${returned !== undefined && mark(returned.atMillis, range, 'traffic returned')}`;
  return html`<figure class="wide"><figcaption><h3>Traffic to the canary${canarySlot === null ? '' : ` (${canarySlot})`}</h3>
<span class="key">at the end <b>${formatPercent(shifts.at(-1)?.weightPercent ?? 0)}</b></span></figcaption>
${frame({ id: 'chart-weights', label, range, top, format: formatPercent, inside, over })}</figure>`;
}

function metric(series: Series, record: RolloutRecord, range: Range): Html {
  const { name, higherIsBetter, points } = series;
  const highest = Math.max(...points.flatMap(({ stable, canary }) => [stable ?? 0, canary ?? 0]));
  const top = roundTop(highest);
  const totals = record.verdicts.findLast(({ metrics }) =>
    metrics.some((one) => one.name === name && one.counts !== null),
  );
  const counts = totals?.metrics.find((one) => one.name === name)?.counts;
  const rates = counts == null ? null : { canary: rateText(counts.canary), stable: rateText(counts.stable) };
  const what = higherIsBetter ? 'share of good events' : 'share of bad requests';
  const label = `${name}, ${what} over time. Canary ${rates?.canary ?? 'unknown'} in all, stable ${rates?.stable ?? 'unknown'}.`;
  const decided = record.verdicts.find(({ decision }) => decision === 'fail');
  const inside = html`<path class="line stable" d="${linePath(points, 'stable', range, top)}"/><path class="line canary" d="${linePath(points, 'canary', range, top)}"/>`;
  const over = decided === undefined ? null : mark(decided.atMillis, range, '');
  return html`<figure><figcaption><h3>${name} <span class="small">${higherIsBetter ? 'higher is better' : 'lower is better'}</span></h3>
<span class="keys">${key('canary', rates?.canary ?? null)} ${key('stable', rates?.stable ?? null)}</span></figcaption>
${frame({ id: `chart-${idOf(name)}`, label, range, top, format: share, inside, over })}</figure>`;
}

const key = (role: 'canary' | 'stable', value: string | null): Html =>
  html`<span class="key"><svg viewBox="0 0 22 8" aria-hidden="true"><path class="line ${role}" d="M1 4H21"/></svg>${role}${value !== null && html` <b>${value}</b>`}</span>`;

function mark(atMillis: number, range: Range, text: string): Html {
  const x = percentAt(atMillis, range);
  const anchor = x > 60 ? 'end' : 'start';
  return html`<line class="mark" x1="${x}%" x2="${x}%" y1="${topSpace}" y2="${topSpace + plotHeight}"/>${text !== '' && html`<text class="marked" x="${x}%" dx="${anchor === 'end' ? -7 : 7}" y="${topSpace + plotHeight / 2 + 14}" text-anchor="${anchor}">↩ ${text}</text>`}`;
}

function stepPath(shifts: readonly ShiftRecord[], range: Range, top: number): string {
  const turns = shifts.map(
    ({ atMillis, weightPercent }) => `H${percentAt(atMillis, range)} V${100 - (100 * weightPercent) / top}`,
  );
  return `M0 100 ${turns.join(' ')} H100`;
}

/** Gaps stay gaps; a point between two of them becomes a short dash, so that it can be seen. */
function linePath(points: Series['points'], role: 'stable' | 'canary', range: Range, top: number): string {
  let isDrawing = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point.atMillis > range.to) break;
    const value = point[role];
    if (value === null) {
      isDrawing = false;
      continue;
    }
    const at = `${percentAt(point.atMillis, range)} ${Math.round((1 - value / top) * 1000) / 10}`;
    parts.push(isDrawing ? `L${at}` : `M${at} h0.01`);
    isDrawing = true;
  }
  return parts.length === 0 ? 'M0 0' : parts.join(' ');
}

const rateText = ({ total, bad }: { total: number; bad: number }): string =>
  total === 0 ? 'none' : share(bad / total);

const idOf = (name: string): string =>
  [...name]
    .map((character) => (/[\w-]/.test(character) ? character : `_${character.codePointAt(0)}`))
    .join('');
