import type { Approval, Patience, ProviderConfig } from '../plan/plan.ts';
import type { Assignment } from '../ports.ts';

/** A service spec as the rest of the domain reads it: defaults filled in, numbers with their units. */
export type Spec = {
  readonly service: string;
  /** Null: only started by hand or by a `Release Requested` event. */
  readonly trigger: {
    readonly ecr: { readonly repository: string; readonly tags: readonly string[] };
  } | null;
  readonly traffic: ProviderConfig;
  readonly workload: ProviderConfig;
  /** Never empty: a rollout without a metric would pass whatever happens. */
  readonly metrics: readonly SpecMetric[];
  readonly alarms: readonly string[];
  readonly steps: SpecSteps;
  /** What it usually serves, both versions together; null: not stated. */
  readonly requestsPerMinute: number | null;
  readonly falseRollbackRate: number;
  readonly advanceEarly: boolean;
  readonly onNewerVersion: 'supersede' | 'queue' | 'reject';
  readonly whenHeld: 'ask' | 'rollback' | 'advance';
  /** How long a step lasts at most while the judge holds, its bake included; null: twice its bake. */
  readonly heldLimitSeconds: number | null;
  readonly warmSeconds: number;
  readonly freezes: readonly SpecFreeze[];
  readonly hotfix: SpecHotfix;
  readonly notify: readonly string[];
  readonly healthTimeoutSeconds: number;
  readonly holdLimitSeconds: number;
};

export type SpecSteps = { readonly kind: 'fixed'; readonly steps: readonly SpecStep[] } | SpecGuarded;

/** The judge chooses each weight when it is time for it: `rollout/judge/guarded.ts`. */
export type SpecGuarded = {
  readonly kind: 'guarded';
  /** Null: worked out from stable's recorded hour. */
  readonly extraBadRequests: number | null;
  /** Null: worked out from that hour, too. */
  readonly firstPercent: number | null;
  /** The most before even slight harm is refuted. */
  readonly plateauPercent: number;
  /** The least time at each weight. */
  readonly staySeconds: number;
  /** How long the plateau waits for a proof, lower weights half as long. */
  readonly bakeSeconds: number;
  /** The least time at 100%. */
  readonly fullBakeSeconds: number;
  readonly growth: number;
  /** Asked before the plateau is left. */
  readonly approval: SpecStep['approval'];
};

export type SpecStep = {
  readonly weightPercent: number;
  readonly bakeSeconds: number;
  readonly approval: Omit<Approval, keyof Patience> | null;
};

export type SpecMetric = {
  /** The provider's own part, with `kind` and `name`. */
  readonly config: ProviderConfig & { readonly name: string };
  /** A relative change up to this is no harm, as a share. */
  readonly tolerance?: number;
  readonly minBadMinutes?: number;
  /** The share of bad (or good) events that stable usually has. */
  readonly usualRate?: number;
  readonly dryRun: boolean;
  /** Overrides what the router states, toward more caution only. */
  readonly unit?: Extract<Assignment['unit'], 'client'>;
};

export type SpecFreeze =
  | { readonly kind: 'once'; readonly name: string; readonly fromMillis: number; readonly toMillis: number }
  | {
      readonly kind: 'weekly';
      readonly name: string;
      /** The days on which it begins, 0 is Sunday. */
      readonly days: readonly number[];
      /** Local time in minutes since midnight. Where `to` is not after `from`, it ends on the next day. */
      readonly fromMinute: number;
      readonly toMinute: number;
      readonly timezone: string;
    };

export type SpecHotfix = {
  /** What the hotfix goes through instead of the normal steps. */
  readonly steps: SpecSteps;
  readonly duringFreeze: boolean;
};
