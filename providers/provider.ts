import type { z } from 'zod';
import type { MetricSource, TrafficRouter, Workload } from '../rollout/ports.ts';
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
};

export type TrafficProvider<Config extends { readonly kind: string }> = {
  readonly config: z.ZodType<Config>;
  readonly permissions: (config: Config) => {
    readonly read: readonly Statement[];
    readonly write: readonly Statement[];
  };
  readonly create: (config: Config, clients: Clients) => TrafficRouter;
  /** Metrics that this router gives for free, by slot, as configs of a metric provider; used when a spec names none. */
  readonly defaultMetrics?: (config: Config) => readonly { readonly kind: string; readonly name: string }[];
};

export type WorkloadProvider<Config extends { readonly kind: string }> = {
  readonly config: z.ZodType<Config>;
  readonly permissions: (config: Config) => {
    readonly read: readonly Statement[];
    readonly deploy: readonly Statement[];
    readonly scale: readonly Statement[];
    readonly remove: readonly Statement[];
  };
  readonly create: (config: Config, clients: Clients) => Workload;
};

export type MetricProvider<Config extends { readonly kind: string; readonly name: string }> = {
  readonly config: z.ZodType<Config>;
  readonly permissions: (config: Config) => { readonly read: readonly Statement[] };
  /** One source for all metrics of this kind, so that they share calls. */
  readonly create: (configs: readonly Config[], clients: Clients) => MetricSource;
};
