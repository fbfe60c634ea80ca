import { lnMean } from './log-space.ts';

/** One minute of a gauge (CPU, memory, age of a queue) in both slots; `null`: the source had no data. */
export type GaugeMinute = {
  readonly minute: number;
  readonly stable: number | null;
  readonly canary: number | null;
};

export type GaugeTolerance = {
  /** A value of the canary up to (1 + relative) stable + absolute is no harm. */
  readonly relative: number;
  readonly absolute: number;
};

/**
 * ln E that the canary's gauge is above stable's beyond the tolerance: under the null a minute is so with a chance of at most 1/2,
 * whatever the scale, tails and spikes of the gauge; the mean over alternatives p of the products 2p or 2(1 - p).
 * At the level of a rollback it takes a dozen minutes at least. `blockMinutes`: means over so many, if neighbours are alike.
 */
export function signTest(
  minutes: readonly GaugeMinute[],
  tolerance: GaugeTolerance,
  blockMinutes: number,
): number {
  const blocks = pairedMeans(minutes, blockMinutes);
  const above = blocks.filter(
    ({ stable, canary }) => canary - stable > tolerance.relative * Math.abs(stable) + tolerance.absolute,
  ).length;
  return lnMean(
    CHANCES.map((p) => above * Math.log(2 * p) + (blocks.length - above) * Math.log(2 * (1 - p))),
  );
}

const CHANCES = [0.6, 0.7, 0.8, 0.9, 0.97] as const;

/** Did both slots report a number? */
export const hasBoth = (minute: GaugeMinute): minute is BothMinute =>
  Number.isFinite(minute.stable) && Number.isFinite(minute.canary);

type BothMinute = { readonly minute: number; readonly stable: number; readonly canary: number };

/** Means of whole blocks of neighbouring minutes in which both slots reported. */
export function pairedMeans(
  minutes: readonly GaugeMinute[],
  blockMinutes: number,
): readonly { readonly stable: number; readonly canary: number }[] {
  const blocks = new Map<number, { count: number; stable: number; canary: number }>();
  const reported = minutes.filter(hasBoth);
  const first = reported[0]?.minute ?? 0;
  for (const { minute, stable, canary } of reported) {
    const key = Math.floor((minute - first) / blockMinutes);
    const block = blocks.get(key) ?? { count: 0, stable: 0, canary: 0 };
    blocks.set(key, {
      count: block.count + 1,
      stable: block.stable + stable,
      canary: block.canary + canary,
    });
  }
  return [...blocks.entries()]
    .toSorted(([a], [b]) => a - b)
    .filter(([, { count }]) => count >= blockMinutes / 2)
    .map(([, { count, stable, canary }]) => ({ stable: stable / count, canary: canary / count }));
}

/** Minutes to a block: 5 if neighbouring differences are alike (correlation above one half), as the history shows. */
export function blockMinutesFor(history: readonly GaugeMinute[]): 1 | 5 {
  const differences = pairedMeans(history, 1).map(({ stable, canary }) => canary - stable);
  if (differences.length < 10) return 1;
  const mean = differences.reduce((all, one) => all + one, 0) / differences.length;
  const centred = differences.map((one) => one - mean);
  let squares = 0;
  let products = 0;
  centred.forEach((one, i) => {
    squares += one ** 2;
    products += one * (centred[i - 1] ?? 0);
  });
  return products > squares / 2 ? 5 : 1;
}
