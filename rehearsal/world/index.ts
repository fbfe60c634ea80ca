import type { AwsClients } from '../../providers/clients.ts';
import type { Clock } from '../clock.ts';
import type { Engine } from '../engine/index.ts';
import { seededRandom } from '../random.ts';
import { deploy } from './account.ts';
import { type AutoScaling, createAutoScaling } from './autoscaling.ts';
import { type Behaviour, type Behaviours, createBehaviours } from './behaviour.ts';
import { type Call, createCaller, type Faults, type ServiceName } from './calls.ts';
import { clientsFor, type Life } from './clients.ts';
import { type CloudWatch, createCloudWatch } from './cloudwatch.ts';
import type { Deployment } from './deployment.ts';
import { createDynamoDb, type DynamoDb } from './dynamodb.ts';
import { createEcr, type Ecr } from './ecr.ts';
import { createEcs, type Ecs } from './ecs.ts';
import { createElbv2, type Elbv2 } from './elbv2.ts';
import { createEvents, type Events } from './events.ts';
import { createIam, type Denial, type PermissionUse, type Principal } from './iam.ts';
import { createIntegrations } from './integrations.ts';
import { createLambda, type Lambda } from './lambda.ts';
import { createBuckets, createCapacity, type Quotas } from './quotas.ts';
import { createRoute53, type Route53 } from './route53.ts';
import type { Operations, Surroundings } from './service.ts';
import { createSfn, type Sfn } from './sfn.ts';
import { createSns, type Sns } from './sns.ts';
import { createTraffic, type Traffic } from './traffic.ts';

export { AwsError } from './aws-error.ts';
export type { Behaviour, Rate } from './behaviour.ts';
export type { Call, Faults } from './calls.ts';
export type { Deployment, FunctionDeployment, Handler, Rule, Sandbox } from './deployment.ts';
export { imageUri } from './ecr.ts';
export type { Denial, PermissionUse, Principal } from './iam.ts';
export { SandboxKilled } from './killed.ts';
export { accountId, fillPseudoParameters, functionArn, machineArn, region } from './place.ts';
export type { OwnMetric } from './published-metrics.ts';
export { publishedQuotas, type Quotas } from './quotas.ts';
export type { ResolverOptions } from './resolvers.ts';
export type { RouteOptions } from './routes.ts';
export type { EventEnvelope } from './service.ts';
export type { LedgerMinute, LedgerTotals, NewTraffic } from './traffic.ts';

export type WorldOptions = {
  readonly clock: Clock;
  readonly seed: string | number;
  /** How each version behaves, by image digest. More can be described later with `world.behaviours`. */
  readonly versions?: Readonly<Record<string, Behaviour>>;
  /** Share of all calls that AWS throttles. @default 0.001 */
  readonly throttleShare?: number;
  /** Share of events that EventBridge delivers twice. @default 0.02 */
  readonly duplicateShare?: number;
  /** What the account may ask for. @default no limits, but Route 53's five requests a second */
  readonly quotas?: Quotas;
};

/** The parts of one AWS account that Haldane touches, in virtual time. Everything in it depends on the seed alone. */
export interface World {
  readonly clock: Clock;
  readonly route53: Route53;
  readonly elbv2: Elbv2;
  readonly lambda: Lambda;
  readonly ecs: Ecs;
  readonly autoScaling: AutoScaling;
  readonly cloudwatch: CloudWatch;
  readonly dynamodb: DynamoDb;
  readonly events: Events;
  readonly sns: Sns;
  readonly sfn: Sfn;
  readonly ecr: Ecr;
  readonly traffic: Traffic;
  readonly behaviours: Behaviours;
  /** Deploys Haldane; once per world. */
  deploy(deployment: Deployment): void;
  readonly engine: Engine;
  /** Clients whose calls are made, and checked, in the name of the principal; of a sandbox, as long as it lives. */
  clientsFor(principal: Principal, life?: Life): AwsClients;
  /** A service integration of Step Functions: `callAs(role, 'aws-sdk:dynamodb', 'updateItem', {...})`. Rejects with the engine's TaskFailure. */
  callAs(principal: Principal, resourceType: string, resource: string, input: unknown): Promise<unknown>;
  /** Every API call, in order of its start. */
  readonly calls: readonly Call[];
  readonly faults: Faults;
  readonly denials: readonly Denial[];
  permissionUse(): readonly PermissionUse[];
}

export function createWorld(options: WorldOptions): World {
  const { clock, seed, versions = {}, throttleShare = 0.001, duplicateShare = 0.02, quotas } = options;
  const random = seededRandom(seed);
  // The event bus is made last, since it delivers to functions; until then nobody has anything to say.
  const around = (label: string): Surroundings => ({
    clock,
    random: random.fork(label),
    emit: (event) => events.emit(event),
  });

  const buckets = createBuckets(clock);
  const behaviours = createBehaviours(versions);
  const iam = createIam();
  const route53 = createRoute53(around('route53'));
  const elbv2 = createElbv2(around('elbv2'));
  const ecs = createEcs(around('ecs'), behaviours);
  const autoScaling = createAutoScaling(around('autoscaling'), ecs);
  const cloudwatch = createCloudWatch(around('cloudwatch'), quotas && buckets);
  const dynamodb = createDynamoDb(around('dynamodb'), createCapacity(buckets, quotas?.partition));
  const sns = createSns(around('sns'));
  const ecr = createEcr(around('ecr'));
  const lambda = createLambda(around('lambda'), behaviours, quotas?.concurrentExecutions);
  const events = createEvents(around('events'), lambda, duplicateShare);
  const sfn = createSfn(around('sfn'), (call, principal) => integrations.run(principal, call));
  const services: Record<ServiceName, Operations> = {
    route53: route53.operations,
    elbv2: elbv2.operations,
    lambda: lambda.operations,
    ecs: ecs.operations,
    autoScaling: autoScaling.operations,
    cloudwatch: cloudwatch.operations,
    dynamodb: dynamodb.operations,
    sfn: sfn.operations,
    events: events.operations,
    sns: sns.operations,
  };
  const caller = createCaller({
    clock,
    random: random.fork('calls'),
    iam,
    services,
    throttleShare,
    buckets,
    quotas,
  });
  const integrations = createIntegrations(caller);
  const traffic = createTraffic({
    clock,
    random: random.fork('traffic'),
    behaviours,
    route53,
    elbv2,
    lambda,
    ecs,
    autoScaling,
    cloudwatch,
  });

  const world: World = {
    clock,
    route53,
    elbv2,
    lambda,
    ecs,
    autoScaling,
    cloudwatch,
    dynamodb,
    events,
    sns,
    sfn,
    ecr,
    traffic,
    behaviours,
    engine: sfn.engine,
    deploy: (deployment) =>
      deploy(deployment, {
        caller,
        iam,
        dynamodb,
        lambda,
        events,
        sfn,
        sns,
        surroundings: around('functions'),
      }),
    clientsFor: (principal, life) => clientsFor(caller, principal, life),
    callAs: (principal, resourceType, resource, input) =>
      integrations.call(principal, resourceType, resource, input),
    calls: caller.calls,
    faults: caller.faults,
    denials: iam.denials,
    permissionUse: iam.permissionUse,
  };
  return world;
}
