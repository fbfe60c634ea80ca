import type { z } from 'zod';
import type { ProviderConfig } from '../../rollout/plan/plan.ts';
import type { Slot } from '../../rollout/ports.ts';
import type { RouteOptions, World } from '../world/index.ts';

/** What a router's set leaves to the workload's: where the traffic comes from, and the slot that has all of it. */
export type Site = { readonly route: RouteOptions; readonly stable: Slot };

/** What runs when the curtain rises, as the workload keeps it, and how many requests a minute it has. */
export type Cast = Site & { readonly code: string; readonly requestsPerMinute: number };

export type TrafficSet = (config: ProviderConfig, world: World) => Site;

/** Answers the ECS services by slot, where there are any. */
export type WorkloadSet = (
  config: ProviderConfig,
  world: World,
  cast: Cast,
) => Readonly<Record<Slot, string>> | undefined;

/** A set takes its provider's own config: parsed with that provider's schema. */
export const withConfig =
  <Config, Rest extends readonly unknown[], Built>(
    schema: z.ZodType<Config>,
    build: (config: Config, ...rest: Rest) => Built,
  ) =>
  (config: ProviderConfig, ...rest: Rest): Built =>
    build(schema.parse(config), ...rest);
