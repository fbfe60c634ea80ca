import type { z } from 'zod';
import type { ProviderConfig } from '../rollout/plan/plan.ts';
import type { Assignment, MetricSource, TrafficRouter, Workload } from '../rollout/ports.ts';
import type { SpecSchemas } from '../rollout/spec/index.ts';
import type { Clients } from './clients.ts';
import { Refused } from './errors.ts';
import { metrics } from './metrics/index.ts';
import type {
  AnyConfig,
  Direction,
  MetricProvider,
  Provider,
  TrafficProvider,
  WorkloadProvider,
} from './provider.ts';
import { traffic } from './traffic/index.ts';
import { workloads } from './workloads/index.ts';

/**
 * The only place that turns a config of unknown kind into something that works. Specs are checked strictly when they are
 * applied; here fields that a provider does not know are dropped, since a plan may come from another version of it.
 */
export function routerFor(config: ProviderConfig, clients: Clients): TrafficRouter {
  const provider = trafficProvider(config);
  return provider.create(parsed(provider, config), clients);
}

export function workloadFor(config: ProviderConfig, clients: Clients): Workload {
  const provider = workloadProvider(config);
  return provider.create(parsed(provider, config), clients);
}

/** One source for all metrics of a plan: those of one kind share their calls. */
export function sourcesFor(configs: readonly ProviderConfig[], clients: Clients): MetricSource {
  const sources = [...Map.groupBy(configs, metricProvider)].map(([provider, ofKind]) =>
    provider.create(
      ofKind.map((config) => parsed(provider, config)),
      clients,
    ),
  );
  return {
    lagMinutes: Math.max(0, ...sources.map(({ lagMinutes }) => lagMinutes)),
    async read(slots, window) {
      return (await Promise.all(sources.map((source) => source.read(slots, window)))).flat();
    },
  };
}

/** Which way each metric may not move, by its name. */
export const metricDirections = (configs: readonly ProviderConfig[]): Readonly<Record<string, Direction>> =>
  Object.fromEntries(
    configs.map((config) => {
      const provider = metricProvider(config);
      const metric = parsed(provider, config);
      return [metric.name, provider.direction(metric)];
    }),
  );

/** How late the source of each metric is, by the metric's name. */
export const metricLagMinutes = (
  configs: readonly ProviderConfig[],
  clients: Clients,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    configs.map((config) => {
      const provider = metricProvider(config);
      const metric = parsed(provider, config);
      return [metric.name, provider.create([metric], clients).lagMinutes];
    }),
  );

/** What the router assigns at random, as far as its config tells. */
export const usualUnit = (config: ProviderConfig): Assignment['unit'] => trafficProvider(config).usualUnit;

/** What IAM must allow, by operation. */
export function permissionsFor(spec: {
  readonly traffic: ProviderConfig;
  readonly workload: ProviderConfig;
  readonly metrics: readonly ProviderConfig[];
}) {
  const router = trafficProvider(spec.traffic);
  const workload = workloadProvider(spec.workload);
  return {
    traffic: router.permissions(parsed(router, spec.traffic)),
    standsInLine: router.standsInLine ?? false,
    workload: workload.permissions(parsed(workload, spec.workload)),
    metrics: {
      read: spec.metrics.flatMap((config) => {
        const provider = metricProvider(config);
        return provider.permissions(parsed(provider, config)).read;
      }),
    },
  };
}

/** What the spec parser needs to know of the providers; the domain imports none of them. */
export const schemas = {
  traffic: Object.values(traffic).map(({ config }) => config),
  workload: Object.values(workloads).map(({ config }) => config),
  metrics: Object.values(metrics).map(({ config }) => config),
  problems(family, config) {
    const provider: Provider<AnyConfig> = providerOf[family](config);
    return provider.problems?.(parsed(provider, config)) ?? [];
  },
  defaultMetrics(config) {
    const provider = trafficProvider(config);
    return provider.defaultMetrics?.(parsed(provider, config)) ?? [];
  },
} satisfies SpecSchemas;

const trafficProvider = ({ kind }: AnyConfig): TrafficProvider => registered('traffic', traffic, kind);
const workloadProvider = ({ kind }: AnyConfig): WorkloadProvider => registered('workload', workloads, kind);
const metricProvider = ({ kind }: AnyConfig): MetricProvider => registered('metrics', metrics, kind);
const providerOf = { traffic: trafficProvider, workload: workloadProvider, metrics: metricProvider };

function registered<P>(family: string, registry: Readonly<Record<string, P>>, kind: string): P {
  const provider = Object.hasOwn(registry, kind) ? registry[kind] : undefined;
  if (provider) return provider;
  throw new Refused(
    `There is no ${family} of kind ${kind.slice(0, 80)}; there are ${Object.keys(registry).join(', ')}.`,
  );
}

function parsed<Config>({ config }: Provider<Config>, raw: AnyConfig): Config {
  const result = lenient(config).safeParse(raw);
  if (result.success) return result.data as Config;
  const reasons = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Refused(`The config of kind ${raw.kind} cannot be read: ${reasons.slice(0, 5).join('; ')}`, {
    cause: result.error,
  });
}

/** Made once a provider: zod compiles each schema that it is asked to make. */
const lenientSchemas = new WeakMap<z.ZodObject, z.ZodObject>();

function lenient(config: z.ZodObject): z.ZodObject {
  const known = lenientSchemas.get(config) ?? config.strip();
  lenientSchemas.set(config, known);
  return known;
}
