import type { Random } from '../random.ts';
import { addTo, countBetween, emptyHistogram, type Histogram, percentile } from './histogram.ts';

/** What was measured in one minute: a statistic set, and for durations how they were distributed. */
export type Measured = {
  readonly sum: number;
  readonly count: number;
  readonly max?: number;
  readonly histogram?: Histogram;
  /** How many of the stored units a millisecond is: TargetResponseTime is stored in seconds. @default 1 */
  readonly unitsPerMilli?: number;
};

export type MetricId = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
};

/** Data of a namespace that are measured in this time never arrive. */
export type Loss = { readonly namespace: string; readonly fromMillis: number; readonly toMillis: number };

const minuteMillis = 60_000;
/** "New data can take a minute or two"; so long after it was measured a datum can be read. */
const delayMillis = { least: 50_000, most: 100_000 };

export type Minutes = Map<number, { readonly measured: Measured; readonly delayMillis: number }>;

/** Minutes of metrics, and how much of each can be read yet. */
export class MetricStore {
  readonly #series = new Map<string, Minutes>();
  readonly #random: Random;
  readonly losses: Loss[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  record(id: MetricId, minute: number, measured: Measured): void {
    const at = minute * minuteMillis;
    const lost = this.losses.some(
      ({ namespace, fromMillis, toMillis }) =>
        namespace === id.namespace && at >= fromMillis && at < toMillis,
    );
    if (lost) return;
    const key = keyOf(id);
    const minutes: Minutes = this.#series.get(key) ?? new Map();
    this.#series.set(key, minutes);
    minutes.set(minute, { measured, delayMillis: this.#random.between(delayMillis.least, delayMillis.most) });
  }

  /** All minutes of one metric; finding them is the dear part, so a query does it once. */
  minutesOf(id: MetricId): Minutes {
    return this.#series.get(keyOf(id)) ?? new Map();
  }

  /** The value of a statistic over `[fromMinute, toMinute)`, as far as it has arrived; `undefined` is no data. */
  read(
    minutes: Minutes,
    stat: string,
    fromMinute: number,
    toMinute: number,
    nowMillis: number,
  ): number | undefined {
    const arrived: Measured[] = [];
    for (let minute = fromMinute; minute < toMinute; minute++) {
      const datum = minutes.get(minute);
      if (datum === undefined) continue;
      const part = (nowMillis - datum.delayMillis) / minuteMillis - minute;
      if (part > 0) arrived.push(part >= 1 ? datum.measured : partOf(datum.measured, part));
    }
    const whole = arrived.length === 1 ? arrived[0] : merged(arrived);
    return whole === undefined || whole.count === 0 ? undefined : statistic(whole, stat);
  }
}

function keyOf({ namespace, name, dimensions }: MetricId): string {
  let key = `${namespace}\n${name}`;
  for (const dimension of Object.keys(dimensions).sort()) key += `\n${dimension}\n${dimensions[dimension]}`;
  return key;
}

/** The newest period is still filling: this much of it has arrived. */
function partOf(measured: Measured, part: number): Measured {
  const count = Math.floor(measured.count * part);
  return {
    ...measured,
    count,
    sum: Number.isInteger(measured.sum) ? Math.floor(measured.sum * part) : measured.sum * part,
    ...(measured.histogram && { histogram: measured.histogram.map((n) => Math.floor(n * part)) }),
  };
}

function merged(all: readonly Measured[]): Measured | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const histogram = first.histogram && emptyHistogram();
  if (histogram) for (const { histogram: one } of all) addTo(histogram, one ?? []);
  return {
    sum: all.reduce((total, { sum }) => total + sum, 0),
    count: all.reduce((total, { count }) => total + count, 0),
    max: Math.max(...all.map(({ max = 0 }) => max)),
    ...(histogram && { histogram }),
    ...(first.unitsPerMilli === undefined ? {} : { unitsPerMilli: first.unitsPerMilli }),
  };
}

/** "CloudWatch statistics definitions": Sum, p99, TC(0.4:), PR(:300) and so on. */
function statistic(measured: Measured, stat: string): number | undefined {
  const { sum, count, max, histogram, unitsPerMilli = 1 } = measured;
  if (stat === 'Sum') return sum;
  if (stat === 'SampleCount') return count;
  if (stat === 'Average') return sum / count;
  if (stat === 'Maximum') return max ?? sum / count;
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(stat)?.[1];
  if (percent !== undefined) {
    const millis = histogram && percentile(histogram, Number(percent));
    return millis === undefined ? undefined : millis * unitsPerMilli;
  }
  // The lower bound is excluded, the upper one included; an empty bound is open.
  const [, kind, low = '', high = ''] = /^(TC|PR)\(([\d.]*):([\d.]*)\)$/.exec(stat) ?? [];
  if (kind === undefined || histogram === undefined)
    throw new Error(`The rehearsal does not know the statistic ${stat}.`);
  const between = countBetween(
    histogram,
    low === '' ? 0 : Number(low) / unitsPerMilli,
    high === '' ? Number.POSITIVE_INFINITY : Number(high) / unitsPerMilli,
  );
  return kind === 'TC' ? between : (100 * between) / count;
}
