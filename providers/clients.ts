import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { Route53Client } from '@aws-sdk/client-route-53';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Line } from './line/line.ts';

/** The AWS clients that handlers and providers use; the rehearsal gives simulated ones with the same `send`. */
export interface AwsClients {
  readonly route53: Pick<Route53Client, 'send'>;
  readonly elbv2: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly lambda: Pick<LambdaClient, 'send'>;
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly autoScaling: Pick<ApplicationAutoScalingClient, 'send'>;
  readonly cloudwatch: Pick<CloudWatchClient, 'send'>;
  readonly dynamodb: Pick<DynamoDBClient, 'send'>;
  readonly sfn: Pick<SFNClient, 'send'>;
}

export interface Clients extends AwsClients {
  /** Where those stand in line whom AWS throttles. Without one (the command line has none) they are told `Throttled`. */
  readonly line?: Line;
}

/** Settings for every client: few attempts and short time-outs, since the state machine retries with its own patience. */
export type ClientSettings = { readonly endpoint?: string; readonly region?: string };

/** Real clients, each made at its first use. */
export function awsClients(settings: ClientSettings = {}): AwsClients {
  const options = {
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
    ...settings,
  };
  const once = <T>(make: () => T): (() => T) => {
    let made: T | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  // Who is throttled stands in line at once: traffic/_zones.ts tries again what can be tried again.
  const route53 = once(() => new Route53Client({ ...options, maxAttempts: 1 }));
  const elbv2 = once(() => new ElasticLoadBalancingV2Client(options));
  const lambda = once(() => new LambdaClient(options));
  const ecs = once(() => new ECSClient(options));
  const autoScaling = once(() => new ApplicationAutoScalingClient(options));
  const cloudwatch = once(() => new CloudWatchClient(options));
  const dynamodb = once(() => new DynamoDBClient(options));
  const sfn = once(() => new SFNClient(options));
  return {
    get route53() {
      return route53();
    },
    get elbv2() {
      return elbv2();
    },
    get lambda() {
      return lambda();
    },
    get ecs() {
      return ecs();
    },
    get autoScaling() {
      return autoScaling();
    },
    get cloudwatch() {
      return cloudwatch();
    },
    get dynamodb() {
      return dynamodb();
    },
    get sfn() {
      return sfn();
    },
  };
}
