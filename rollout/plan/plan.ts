import type { GuardedSettings, MetricPlan } from '../judge/index.ts';
import type { Assignment, Release, Slot } from '../ports.ts';
import type { MetricDispersion } from './dispersion.ts';

/** The shape of a plan as it travels in executions. Raised when a field changes meaning; old numbers stay readable. */
export const planShape = 1;

/** A provider's own part of the spec, opaque to the domain: only the provider registered under `kind` reads it. */
export type ProviderConfig = { readonly kind: string; readonly [field: string]: unknown };

/** A wait in equal parts: look every `checkSeconds`, at most `checks` times. Every wait of a rollout has one, so every wait ends. */
export type Patience = { readonly checkSeconds: number; readonly checks: number };

/** A question to a person. While nobody answers, the judge looks every `checkSeconds`. */
export type Approval = Patience & {
  readonly timeoutSeconds: number;
  readonly onTimeout: 'rollback' | 'advance';
};

export type PlannedStep = {
  /** 1-based. */
  readonly number: number;
  readonly weightPercent: number;
  readonly bakeSeconds: number;
  /** The judge looks every `tickSeconds`, `ticks` times until the bake is over, and at most `maxTicks` times while it holds. */
  readonly tickSeconds: number;
  readonly ticks: number;
  readonly maxTicks: number;
  readonly approval: Approval | null;
  /** Why the ramp chose this weight, in a sentence. */
  readonly why?: string;
};

/** What the guarded ramp is climbed by: the settings of its formula (`rollout/judge/guarded.ts`), and a budget for each metric. */
export type Ramp = Omit<GuardedSettings, 'budgetRequests'> & {
  /** 100% is not left sooner. */
  readonly fullBakeMinutes: number;
  /** Asked before the plateau is left. */
  readonly approval: Approval | null;
  /** A weight far below the plateau is left then, without a proof too. */
  readonly lowBakeMinutes: number;
  readonly tickSeconds: number;
  /** Beyond the bake of a step, while it is held. */
  readonly holdTicks: number;
  /** Those that decide. */
  readonly metrics: readonly RampMetric[];
};

export type RampMetric = {
  readonly name: string;
  /** Both slots together, in the hour before the rollout; 0 if nobody knows. */
  readonly requestsPerMinute: number;
  /** Bad requests that the version may cost beyond stable's until a return takes effect. */
  readonly budgetRequests: number;
};

export type FreezeWindow = { readonly name: string; readonly fromMillis: number; readonly toMillis: number };

/** Everything a rollout needs to know, fixed when it starts: editing the spec changes the next rollout, not this one. */
export type Plan = {
  readonly shape: typeof planShape;
  readonly service: string;
  /** The execution's name. */
  readonly rolloutId: string;
  readonly release: Release;
  /** How people call the new version and the one before it: a tag, else a digest, else a version number. */
  readonly version: string;
  readonly previousVersion: string;
  readonly hotfix: boolean;
  readonly traffic: ProviderConfig;
  readonly workload: ProviderConfig;
  readonly metrics: readonly ProviderConfig[];
  readonly alarms: readonly string[];
  /** `canary` is null where deploying makes the slot (a Lambda version). */
  readonly slots: { readonly stable: Slot; readonly canary: Slot | null };
  readonly assignment: Assignment;
  /** By metric: what `judge.metrics` says of its dispersion, and where that comes from. */
  readonly dispersion: Readonly<Record<string, MetricDispersion>>;
  /** All steps; of a ramp the first, since the judge chooses the others. */
  readonly steps: readonly PlannedStep[];
  readonly ramp: Ramp | null;
  /** No rollout of this plan has more. */
  readonly mostSteps: number;
  readonly settleSeconds: number;
  /** How much later than others this rollout begins, so that not all look in the same second. */
  readonly spreadSeconds: number;
  /** Longer than a handler that shifts traffic can live: after it no late write can come. */
  readonly lateWriterSeconds: number;
  readonly warmSeconds: number;
  readonly deploy: Patience;
  readonly capacity: Patience;
  readonly settle: Patience;
  readonly drain: Patience;
  /** How long a held rollout (stop switch, freeze window, pause) waits before it rolls back. */
  readonly hold: Patience;
  readonly queue: Patience;
  readonly onNewerVersion: 'supersede' | 'queue' | 'reject';
  /** What happens when a step reaches `maxTicks` with the judge still holding. */
  readonly whenHeld: 'ask' | 'rollback' | 'advance';
  readonly heldApproval: Approval;
  readonly freezes: readonly FreezeWindow[];
  readonly judge: {
    readonly falseRollbackRate: number;
    readonly advanceEarly: boolean;
    /** Earlier rollouts met no trouble of one slot alone (`isCalm`). */
    readonly calm: boolean;
    readonly metrics: readonly MetricPlan[];
  };
};
