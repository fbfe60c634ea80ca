import type { Ledger } from './ledger.ts';
import type { RolloutRecord } from './record.ts';
import type { Counts } from './shapes.ts';

/** One metric over time: the share of events (bad ones; good ones where higher is better) in each slot. */
export type Series = {
  readonly name: string;
  readonly higherIsBetter: boolean;
  readonly points: readonly SeriesPoint[];
};
/** Null: no requests. */
export type SeriesPoint = {
  readonly atMillis: number;
  readonly stable: number | null;
  readonly canary: number | null;
};

/** At most so many points: single minutes of a small canary are mostly noise. */
const maxPoints = 60;

/**
 * The metrics of a rollout, from its verdicts: their counts add up over the rollout, so that the difference of two
 * verdicts is what happened between them.
 */
export function seriesOf(record: RolloutRecord): readonly Series[] {
  const names = [
    ...new Set([
      ...(record.plan?.judge?.metrics ?? []).map(({ name }) => name),
      ...record.verdicts.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
    ]),
  ];
  return names
    .map((name): Series => {
      const metric = record.plan?.judge?.metrics.find((planned) => planned.name === name);
      return {
        name,
        higherIsBetter: metric?.direction === 'higher-is-better',
        points: binned(slicesOf(record, name)),
      };
    })
    .filter(({ points }) => points.length > 0);
}

/** All bad requests as a simulated world counted them, by slot. */
export function ledgerSeries(record: RolloutRecord, ledger: Ledger): Series {
  const slices = [...Map.groupBy(ledger, ({ minute }) => minute)].map(([minute, rows]): Slice => {
    const sumOf = (isCanary: boolean): Counts =>
      rows
        .filter(({ slot }) => (slot === record.canarySlot) === isCanary)
        .reduce(({ total, bad }, row) => ({ total: total + row.requests, bad: bad + row.bad }), nothing);
    return { atMillis: (minute + 1) * 60_000, stable: sumOf(false), canary: sumOf(true) };
  });
  const { startMillis, lastMillis } = record;
  const own = slices.filter(
    ({ atMillis }) => atMillis >= (startMillis ?? 0) && atMillis <= (lastMillis ?? 0),
  );
  return { name: 'all bad requests', higherIsBetter: false, points: binned(own) };
}

/** The last judged sums of a metric, and how many more events went wrong on the canary than at stable's rate. */
export function excessOf(
  record: RolloutRecord,
  name: string,
): { readonly canary: Counts; readonly excess: number } | null {
  const metrics = record.verdicts.flatMap((verdict) =>
    verdict.metrics.filter((metric) => metric.name === name),
  );
  const counts = metrics.findLast((metric) => metric.counts !== null)?.counts ?? null;
  if (counts === null || counts.stable.total === 0 || counts.canary.total === 0) return null;
  const expected = (counts.canary.total * counts.stable.bad) / counts.stable.total;
  const isBetterHigher =
    record.plan?.judge?.metrics.find((planned) => planned.name === name)?.direction === 'higher-is-better';
  return { canary: counts.canary, excess: (counts.canary.bad - expected) * (isBetterHigher ? -1 : 1) };
}

type Slice = { readonly atMillis: number; readonly stable: Counts; readonly canary: Counts };

const nothing: Counts = { total: 0, bad: 0 };

function slicesOf(record: RolloutRecord, name: string): readonly Slice[] {
  let before = { stable: nothing, canary: nothing };
  return record.verdicts.flatMap(({ atMillis, metrics }) => {
    const counts = metrics.find((metric) => metric.name === name)?.counts;
    if (counts == null) return [];
    const slice = {
      atMillis,
      stable: minus(counts.stable, before.stable),
      canary: minus(counts.canary, before.canary),
    };
    before = counts;
    return [slice];
  });
}

/** Late data can take a minute out of the evidence again, so sums may shrink. */
const minus = (now: Counts, before: Counts): Counts => ({
  total: Math.max(0, now.total - before.total),
  bad: Math.max(0, now.bad - before.bad),
});

function binned(slices: readonly Slice[]): readonly SeriesPoint[] {
  const size = Math.max(1, Math.ceil(slices.length / maxPoints));
  const bins = Array.from({ length: Math.ceil(slices.length / size) }, (_, index): Slice => {
    const bin = slices.slice(index * size, (index + 1) * size);
    return {
      atMillis: bin.at(-1)?.atMillis ?? 0,
      stable: sum(bin.map(({ stable }) => stable)),
      canary: sum(bin.map(({ canary }) => canary)),
    };
  });
  const most = {
    stable: Math.max(0, ...bins.map(({ stable }) => stable.total)),
    canary: Math.max(0, ...bins.map(({ canary }) => canary.total)),
  };
  return bins.map(({ atMillis, stable, canary }) => ({
    atMillis,
    stable: rate(stable, most.stable),
    canary: rate(canary, most.canary),
  }));
}

const sum = (all: readonly Counts[]): Counts => ({
  total: all.reduce((total, one) => total + one.total, 0),
  bad: all.reduce((bad, one) => bad + one.bad, 0),
});

/** The share of so few requests as a slot gets from clients that hold an old answer would be noise. */
function rate({ total, bad }: Counts, most: number): number | null {
  return total === 0 || total < most / 200 ? null : Math.min(1, bad / total);
}
