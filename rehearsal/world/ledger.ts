import type { ServedGroup } from './serving.ts';

/** One minute of one version in one slot. */
export type LedgerMinute = {
  readonly minute: number;
  readonly slot: string;
  /** `null`: nothing ran in the slot. */
  readonly version: string | null;
  /** Only because resolvers hold an answer longer than its TTL. */
  readonly late: boolean;
  readonly requests: number;
  readonly bad: number;
  /** Bad requests that the baseline version would not have had. */
  readonly excessBad: number;
};

export type LedgerTotals = {
  readonly requests: number;
  readonly bad: number;
  readonly excessBad: number;
  /** The part of them from resolvers that held an old answer. */
  readonly lateRequests: number;
  readonly lateExcessBad: number;
};

export interface Ledger {
  baseline: string;
  readonly minutes: readonly LedgerMinute[];
  add(minute: number, served: readonly ServedGroup[]): void;
  /** Of all versions but the baseline. */
  totals(): LedgerTotals;
}

/** What users suffered, and through which version: the truth that no metric tells. */
export function createLedger(): Ledger {
  const minutes: LedgerMinute[] = [];
  const ledger: Ledger = {
    baseline: '',
    minutes,
    add(minute, served) {
      for (const { slot, late, requests, running, bad, excessBad } of served) {
        minutes.push({ minute, slot, version: running?.version ?? null, late, requests, bad, excessBad });
      }
    },
    totals() {
      const others = minutes.filter(({ version }) => version !== ledger.baseline);
      const late = others.filter((row) => row.late);
      return {
        requests: sum(others, 'requests'),
        bad: sum(others, 'bad'),
        excessBad: sum(others, 'excessBad'),
        lateRequests: sum(late, 'requests'),
        lateExcessBad: sum(late, 'excessBad'),
      };
    },
  };
  return ledger;
}

const sum = (rows: readonly LedgerMinute[], member: 'requests' | 'bad' | 'excessBad') =>
  rows.reduce((total, row) => total + row[member], 0);
