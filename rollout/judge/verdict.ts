import type { Rule } from './edges.ts';
import type { Counts } from './input.ts';

export type Decision = 'fail' | 'pass' | 'continue';

/** How many times stable's rate the canary's is; 95% interval that holds at every look. 1000 means "or more". */
export type RelativeRisk = { readonly estimate: number; readonly low: number; readonly high: number };

export type MetricVerdict = {
  readonly name: string;
  readonly verdict: Decision;
  readonly hold: boolean;
  readonly rule: Rule;
  readonly sentence: string;
  readonly dryRun: boolean;
  /** What was judged: sums over the minutes that count as evidence. */
  readonly counts: { readonly stable: Counts; readonly canary: Counts };
  readonly relativeRisk: RelativeRisk | null;
  /** Evidence of harm, and what this metric alone would need for a rollback. */
  readonly lnE: number;
  readonly lnThreshold: number;
  /** Evidence of safety, and what a pass needs. */
  readonly lnSafe: number;
  readonly lnSafeThreshold: number;
  /** At most this share of canary requests is worse off because of the new version; 1 when nothing is known. */
  readonly excessUpperBound: number;
  /** Oddities that decided nothing but should be known. */
  readonly notes: readonly Rule[];
};

export type Verdict = {
  readonly verdict: Decision;
  /** Do not raise the weight now. */
  readonly hold: boolean;
  /** A `pass` because the bake is over, not because safety was proved. */
  readonly unproven: boolean;
  readonly rule: Rule;
  /** One sentence for the engineer on call. */
  readonly sentence: string;
  /** The mean evidence over metrics, and the level at which it is a rollback. */
  readonly lnE: number;
  readonly lnThreshold: number;
  readonly metrics: readonly MetricVerdict[];
};
