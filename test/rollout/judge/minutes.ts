import type { JudgedMinute } from '../../../rollout/judge/minute.ts';

/** [stable total, stable bad, canary total, canary bad], as in the tables of reference values. */
export type Row = readonly [number, number, number, number];

/** Minutes from 0 on; a slot without requests leaves nothing to pair. */
export const paired = (rows: readonly Row[]): readonly JudgedMinute[] =>
  rows.map(([ns, ks, nc, kc], minute) => ({
    minute,
    stable: { total: ns, bad: ks },
    canary: { total: nc, bad: kc },
    use: ns > 0 && nc > 0 ? 'paired' : 'none',
  }));

export const repeat = (times: number, row: Row): readonly Row[] => Array.from({ length: times }, () => row);
