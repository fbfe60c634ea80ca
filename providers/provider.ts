import type { z } from 'zod';
import type { Assignment, MetricSource, TrafficRouter, Workload } from '../rollout/ports.ts';
import type { Clients } from './clients.ts';

/**
 * One line of an IAM policy. Resources may hold `${AWS::Partition}`, `${AWS::Region}` and `${AWS::AccountId}`.
 * `*` as a resource only where the AWS service authorization reference offers nothing narrower: say so in `why`.
 */
export type Statement = {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly why?: string;
  /**
   * A condition key of `ForAllValues:StringEquals` of which one request may carry several values: statements that differ in nothing
   * else become one. That allows no value that was not allowed before, but allows them together.
   */
  readonly joins?: string;
};

/** What the three families share. The registries hold providers as `Provider<AnyConfig>`, hence methods and not functions. */
export type Provider<Config> = {
  /** Strict, and a plain object: the spec parser adds its own fields to it and builds unions on `kind`. */
  readonly config: z.ZodObject & z.ZodType<Config>;
  /** Rules across fields, one sentence each on what to change; empty when all is well. They survive `config.extend()`. */
  problems?(config: Config): readonly string[];
};

export type AnyConfig = { readonly kind: string };

export type TrafficProvider<Config extends AnyConfig = AnyConfig> = Provider<Config> & {
  /** Each list is all that the operation needs: `write` holds what `shift` reads first. */
  permissions(config: Config): {
    readonly read: readonly Statement[];
    readonly check: readonly Statement[];
    readonly write: readonly Statement[];
    /** Of a router that has `promote`. */
    readonly promote?: readonly Statement[];
  };
  /** What it assigns to a slot at random unless a reading says something else; for what can be said without AWS. */
  readonly usualUnit: Assignment['unit'];
  create(config: Config, clients: Clients): TrafficRouter;
  /** Its calls wait in `clients.line` where AWS throttles them, which takes permissions on the table. */
  readonly standsInLine?: boolean;
  /** Metrics that this router gives for free, by slot, as configs of a metric provider; used when a spec names none. */
  defaultMetrics?(config: Config): readonly AnyMetricConfig[];
};

export type WorkloadProvider<Config extends AnyConfig = AnyConfig> = Provider<Config> & {
  permissions(config: Config): {
    /** `inspect`. */
    readonly read: readonly Statement[];
    readonly health: readonly Statement[];
    readonly deploy: readonly Statement[];
    /** Of a workload that has `find`. */
    readonly find?: readonly Statement[];
    readonly scale: readonly Statement[];
    readonly remove: readonly Statement[];
  };
  create(config: Config, clients: Clients): Workload;
};

export type AnyMetricConfig = { readonly kind: string; readonly name: string };

/** `higher-is-better`: `Counts.bad` holds the good events, and a fall is harm. */
export type Direction = 'lower-is-better' | 'higher-is-better';

export type MetricProvider<Config extends AnyMetricConfig = AnyMetricConfig> = Provider<Config> & {
  direction(config: Config): Direction;
  permissions(config: Config): { readonly read: readonly Statement[] };
  /** One source for all metrics of this kind, so that they share calls. */
  create(configs: readonly Config[], clients: Clients): MetricSource;
};
