/** One minute of one version in one slot, as a simulated world wrote it down: every request, not only what the judge counted. */
export type LedgerMinute = {
  /** Since 1970. */
  readonly minute: number;
  readonly slot: string;
  readonly requests: number;
  readonly bad: number;
  /** Bad requests that users would not have had from the old version. */
  readonly excessBad: number;
};

export type Ledger = readonly LedgerMinute[];

/** What the canary served while a rollout ran. */
export function canaryTotals(
  ledger: Ledger,
  canarySlot: string | null,
  within: { readonly startMillis: number | null; readonly lastMillis: number | null },
): { readonly requests: number; readonly excessBad: number } {
  const from = Math.floor((within.startMillis ?? 0) / 60_000);
  const to = (within.lastMillis ?? Number.POSITIVE_INFINITY) / 60_000;
  const own = ledger.filter(({ slot, minute }) => slot === canarySlot && minute >= from && minute <= to);
  return {
    requests: own.reduce((sum, { requests }) => sum + requests, 0),
    excessBad: own.reduce((sum, { excessBad }) => sum + excessBad, 0),
  };
}
