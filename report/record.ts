import type { Bill } from './bill.ts';
import type { MetricView, PlanView } from './shapes.ts';

export type Outcome =
  | 'promoted'
  | 'rolled back'
  | 'stopped'
  | 'rejected'
  | 'failed'
  | 'nothing to recover'
  | 'running';

/** Everything that a history tells of one rollout. What it does not tell is null or an empty list. */
export type RolloutRecord = {
  readonly rolloutId: string | null;
  readonly service: string | null;
  readonly version: string | null;
  readonly previousVersion: string | null;
  /** The image by digest, or the archive. */
  readonly release: string | null;
  readonly plan: PlanView | null;
  /** The execution that this one recovers. */
  readonly recovers: string | null;
  /** The history does not begin with the start of the execution. */
  readonly isPartial: boolean;

  readonly startMillis: number | null;
  /** Of the newest event. */
  readonly lastMillis: number | null;
  readonly endMillis: number | null;
  readonly status: 'running' | 'succeeded' | 'failed' | 'timed out' | 'aborted';
  readonly outcome: Outcome;
  /** One sentence; of a running rollout: where it is. */
  readonly reason: string;
  readonly error: string | null;
  /** What the rollout could not clean up. */
  readonly leftBehind: string | null;

  readonly canarySlot: string | null;
  /** As this rollout wrote them; null once someone else has moved them, or if nothing is known. */
  readonly weights: { readonly stable: number; readonly canary: number } | null;
  readonly steps: readonly StepRecord[];
  readonly shifts: readonly ShiftRecord[];
  readonly verdicts: readonly VerdictRecord[];
  readonly approvals: readonly ApprovalRecord[];
  readonly holds: readonly HoldRecord[];
  readonly failures: readonly FailureRecord[];

  /** In order of the first visit. */
  readonly visits: readonly VisitRecord[];
  readonly moves: readonly MoveRecord[];
  /** The states that the execution is in now: one a lane. */
  readonly position: readonly { readonly state: string; readonly sinceMillis: number }[];

  readonly transitions: number;
  readonly bill: Bill;
  /** From the verdict, alarm or abort that decided it to the answer of the call that returned the traffic. */
  readonly secondsToReturn: number | null;
};

export type StepRecord = {
  readonly number: number;
  readonly weightPercent: number;
  readonly bakeSeconds: number | null;
  /** Why the judge chose this weight; null where it was planned. */
  readonly why: string | null;
  readonly shiftedAtMillis: number | null;
  readonly endedAtMillis: number | null;
  readonly verdicts: number;
  readonly result: 'ahead' | 'running' | 'passed' | 'failed' | 'left';
};

/** `step` is null where the traffic was returned. */
export type ShiftRecord = {
  readonly atMillis: number;
  readonly weightPercent: number;
  readonly step: number | null;
};

export type VerdictRecord = {
  readonly atMillis: number;
  readonly step: number | null;
  readonly weightPercent: number | null;
  /** 1-based, within the step whose weight is in force. */
  readonly tick: number;
  /** `fail`, `next`, `bake`, `ask`, `wait` (for a person or a gate), or what another version of the judge said. */
  readonly decision: string;
  readonly sentence: string;
  readonly rule: string | null;
  readonly hold: boolean;
  readonly unproven: boolean;
  /** Natural logarithms of the evidence of harm and of what a rollback needs. */
  readonly lnE: number | null;
  readonly lnThreshold: number | null;
  readonly metrics: readonly MetricView[];
};

export type ApprovalRecord = {
  readonly askedMillis: number;
  readonly question: string | null;
  readonly answeredMillis: number | null;
  readonly answer: 'waiting' | 'approved' | 'refused' | 'nobody answered' | 'called off';
  readonly comment: string | null;
};

export type HoldRecord = {
  readonly fromMillis: number;
  readonly toMillis: number | null;
  readonly reason: string;
};

export type FailureRecord = {
  readonly atMillis: number;
  readonly state: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  /** It was tried again. */
  readonly isRetried: boolean;
};

export type VisitRecord = {
  readonly state: string;
  readonly type: string;
  readonly count: number;
  readonly firstMillis: number;
  readonly lastMillis: number;
  /** Time in the state, all visits together. */
  readonly spentMillis: number;
  readonly hasFailed: boolean;
};

export type MoveRecord = { readonly from: string; readonly to: string; readonly count: number };
