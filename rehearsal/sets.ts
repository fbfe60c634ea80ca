import type { ProviderConfig } from '../rollout/plan/plan.ts';
import type { Spec } from '../rollout/spec/index.ts';
import type { NewTraffic, World } from './world/index.ts';

/** What stands in the account before a rollout, for one kind of router or workload. */
type Set = (
  config: ProviderConfig,
  spec: Spec,
  world: World,
  stableImage: string,
) => Partial<Pick<NewTraffic, 'route' | 'services'>>;

/** How many tasks the stable version runs with. */
const stableTasks = 4;

/** The sets by provider kind. A provider without one can be deployed but not rehearsed. */
const sets: Readonly<Record<string, Set>> = {
  route53(config, _spec, { route53 }) {
    const { hostedZone, record, types = ['A'], slots = ['blue', 'green'] } = config as Route53Config;
    route53.createHostedZone({ id: hostedZone, name: record.split('.').slice(1).join('.') });
    route53.put(
      hostedZone,
      types.flatMap((Type) =>
        slots.map((SetIdentifier, i) => ({
          Name: `${record}.`,
          Type,
          SetIdentifier,
          Weight: i === 0 ? 200 : 0,
          TTL: 60,
          ResourceRecords: [{ Value: exampleAddress(Type, i) }],
        })),
      ),
    );
    return { route: { kind: 'route53', record } };
  },

  alb(config, _spec, { elbv2, ecs }) {
    return {};
  },

  ecs(config, _spec, { ecs, autoScaling }, stableImage) {
    const { cluster, services } = config as EcsConfig;
    const resourceIds = Object.entries(services).map(([slot, name], i) => {
      ecs.createService({ cluster, name, image: stableImage, desiredCount: i === 0 ? stableTasks : 0 });
      const resourceId = `service/${cluster}/${name}`;
      autoScaling.register(resourceId, { min: i === 0 ? 2 : 0, max: 12 });
      return [slot, resourceId] as const;
    });
    return { services: Object.fromEntries(resourceIds) };
  },

  'lambda-alias'(config) {
    const { function: functionName, alias } = config as LambdaAliasConfig;
    return { route: { kind: 'lambda', functionName, alias } };
  },

  lambda(config, { traffic }, { lambda }, stableImage) {
    const { function: name } = config as { function: string };
    lambda.createFunction({ name, alias: String(traffic.alias), code: stableImage });
    return {};
  },
};

type Route53Config = ProviderConfig & {
  hostedZone: string;
  record: string;
  types?: ('A' | 'AAAA' | 'CNAME')[];
  slots?: string[];
};
type EcsConfig = ProviderConfig & { cluster: string; services: Record<string, string> };
type LambdaAliasConfig = ProviderConfig & { function: string; alias: string };

function exampleAddress(type: string, i: number): string {
  if (type === 'CNAME') return `origin-${i + 1}.example.com`;
  return type === 'AAAA' ? `2001:db8::${i + 1}` : `192.0.2.${i + 1}`;
}

/** Builds what the spec names, with the stable version serving, and starts the requests. */
export function buildSet(
  world: World,
  spec: Spec,
  stableImage: string,
  requestsPerMinute: NewTraffic['requestsPerMinute'],
): void {
  const parts = [spec.traffic, spec.workload].map((config) => {
    const set = sets[config.kind];
    if (set === undefined)
      throw new Error(`The rehearsal has no ${config.kind}. It knows ${Object.keys(sets).join(', ')}.`);
    return set(config, spec, world, stableImage);
  });
  for (const alarm of spec.alarms) world.cloudwatch.createAlarm(alarm);
  const { route, services } = Object.assign({}, ...parts) as Partial<NewTraffic>;
  if (route === undefined) throw new Error(`The rehearsal cannot route traffic by ${spec.traffic.kind}.`);
  world.traffic.serve({
    route,
    requestsPerMinute,
    ...(services === undefined ? {} : { services }),
    ...ownMetrics(spec),
  });
}

/** The service's own metrics, published where the spec looks for them. */
function ownMetrics({ metrics }: Spec): Pick<NewTraffic, 'metrics'> {
  const own = metrics
    .map(({ config }) => config as OwnMetric)
    .find(({ namespace }) => !namespace.startsWith('AWS/'));
  return own === undefined ? {} : { metrics: { namespace: own.namespace, dimensions: own.dimensions ?? {} } };
}

type OwnMetric = ProviderConfig & { namespace: string; dimensions?: Record<string, string> };
