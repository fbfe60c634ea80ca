import { type Json, type TaskCall, TaskFailure, textOf } from '../engine/index.ts';
import { AwsError } from './aws-error.ts';
import type { Caller, ServiceName } from './calls.ts';
import type { Principal } from './iam.ts';

export interface Integrations {
  /** A task of the engine, in the name of the machine's role. */
  run(role: Principal, call: TaskCall): Promise<Json>;
  /** `aws-sdk:dynamodb` `updateItem`, as the history calls them. */
  call(role: Principal, resourceType: string, resource: string, input: unknown): Promise<Json>;
}

type Integration = {
  readonly service: ServiceName;
  /** Of error names: `DynamoDb.ConditionalCheckFailedException`. */
  readonly prefix: string;
  /** The API's own members are camelCase; Step Functions wants PascalCase of all. */
  readonly camel?: true;
  /** Optimized integrations differ from SDK ones in messages, error names and answers. */
  readonly optimized?: { readonly product: string; readonly unmodelled: string };
};

/** Prefixes as in "Integrating services" of the Step Functions guide; those of dynamodb, lambda, sns and events as recorded from AWS. */
const integrations: Readonly<Record<string, Integration>> = {
  'aws-sdk:dynamodb': { service: 'dynamodb', prefix: 'DynamoDb' },
  'aws-sdk:sfn': { service: 'sfn', prefix: 'Sfn', camel: true },
  'aws-sdk:eventbridge': { service: 'events', prefix: 'EventBridge' },
  'aws-sdk:sns': { service: 'sns', prefix: 'Sns' },
  'aws-sdk:lambda': { service: 'lambda', prefix: 'Lambda' },
  'aws-sdk:ecs': { service: 'ecs', prefix: 'Ecs', camel: true },
  'aws-sdk:route53': { service: 'route53', prefix: 'Route53' },
  'aws-sdk:elasticloadbalancingv2': { service: 'elbv2', prefix: 'ElasticLoadBalancingV2' },
  'aws-sdk:cloudwatch': { service: 'cloudwatch', prefix: 'CloudWatch' },
  dynamodb: {
    service: 'dynamodb',
    prefix: 'DynamoDB',
    optimized: { product: 'AmazonDynamoDBv2', unmodelled: 'AmazonDynamoDBException' },
  },
  events: {
    service: 'events',
    prefix: 'EventBridge',
    optimized: { product: 'AmazonEventBridge', unmodelled: 'AmazonEventBridgeException' },
  },
  sns: {
    service: 'sns',
    prefix: 'SNS',
    optimized: { product: 'AmazonSNS', unmodelled: 'AmazonSNSException' },
  },
  lambda: {
    service: 'lambda',
    prefix: 'Lambda',
    optimized: { product: 'AWSLambda', unmodelled: 'AWSLambdaException' },
  },
};

/** Step Functions' service integrations: casing, JSON members, answers and error names. */
export function createIntegrations(caller: Caller): Integrations {
  const call: Integrations['call'] = async (role, resourceType, resource, input) => {
    const integration = integrations[resourceType];
    if (integration === undefined) {
      throw new Error(
        `The rehearsal has no integration ${resourceType}. Add it in rehearsal/world/integrations.ts.`,
      );
    }
    const operation = capital(resource.replace(/\.(waitForTaskToken|sync(:\d)?)$/, ''));
    const request = integration.camel ? recased(input, lower) : input;
    try {
      const output = await caller.once(role, integration.service, operation, withJsonMembers(request));
      return answer(integration, operation, output);
    } catch (error) {
      throw error instanceof AwsError ? failure(integration, error) : error;
    }
  };

  return {
    call,
    run(role, { resource: arn, arguments: input }) {
      const [, resourceType, resource] = /:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):(.+)$/.exec(arn) ?? [];
      if (resourceType !== undefined && resource !== undefined)
        return call(role, resourceType, resource, input);
      return call(role, 'lambda', 'invoke', { FunctionName: arn, Payload: input }).then(payloadOf);
    },
  };
}

function answer({ camel, optimized }: Integration, operation: string, output: unknown): Json {
  if (operation === 'Invoke') return invokeAnswer(output as InvokeOutput);
  if (
    operation === 'PutEvents' &&
    optimized &&
    (output as { FailedEntryCount: number }).FailedEntryCount > 0
  ) {
    throw new TaskFailure('EventBridge.FailedEntry', JSON.stringify(output));
  }
  const plain = toJson(camel ? recased(output, capital) : output);
  return optimized ? { ...plain, ...sdkMetadata() } : plain;
}

type InvokeOutput = {
  StatusCode: number;
  ExecutedVersion?: string;
  FunctionError?: string;
  Payload?: Uint8Array;
};

/** A handler's error becomes the task's: its class is the error, what Lambda tells of it the cause. */
function invokeAnswer({ StatusCode, ExecutedVersion, FunctionError, Payload }: InvokeOutput): Json {
  const payload: Json = Payload === undefined ? null : JSON.parse(new TextDecoder().decode(Payload));
  if (FunctionError !== undefined) {
    const type = (payload as { errorType: string }).errorType;
    throw new TaskFailure(type, JSON.stringify(payload));
  }
  return { ExecutedVersion: ExecutedVersion ?? '$LATEST', Payload: payload, StatusCode, ...sdkMetadata() };
}

const payloadOf = (answer: Json): Json => (answer as { readonly Payload: Json }).Payload;

function failure({ prefix, optimized }: Integration, error: AwsError): TaskFailure {
  const { httpStatusCode, requestId } = error.$metadata;
  const name = nowhereModelled.has(error.name)
    ? (optimized?.unmodelled ?? `${prefix}Exception`)
    : error.name.endsWith('Exception')
      ? error.name
      : `${error.name}Exception`;
  const details = optimized
    ? `(Service: ${optimized.product}; Status Code: ${httpStatusCode}; Error Code: ${error.name}; Request ID: ${requestId}; Proxy: null)`
    : `(Service: ${prefix}, Status Code: ${httpStatusCode}, Request ID: ${requestId})`;
  return new TaskFailure(`${prefix}.${name}`, `${error.message} ${details}`);
}

/** Codes common to all services, which their SDKs know only as the service's general exception. */
const nowhereModelled: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'ValidationException',
  'Throttling',
  'ThrottlingException',
]);

/** Members that the API wants as text may be given as JSON. */
function withJsonMembers(request: unknown): unknown {
  if (typeof request !== 'object' || request === null) return request;
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  return Object.fromEntries(
    Object.entries(request).map(([member, value]) => {
      if (member === 'Entries' && Array.isArray(value)) {
        return [
          member,
          value.map((entry) => ({ ...entry, ...('Detail' in entry ? { Detail: text(entry.Detail) } : {}) })),
        ];
      }
      if (member === 'Payload') return [member, textOf(value)];
      return [member, jsonMembers.has(member) ? text(value) : value];
    }),
  );
}

const jsonMembers: ReadonlySet<string> = new Set(['input', 'output', 'Message']);

const sdkMetadata = () => ({
  SdkHttpMetadata: { AllHttpHeaders: {}, HttpHeaders: {}, HttpStatusCode: 200 },
  SdkResponseMetadata: { RequestId: 'rehearsal' },
});

/** Dates become ISO texts; what only the client knows is left out. */
function toJson(output: unknown): { [member: string]: Json } {
  const { $metadata: _, ...rest } = output as Record<string, unknown>;
  return JSON.parse(JSON.stringify(rest));
}

function recased(value: unknown, change: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => recased(item, change));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [change(name), recased(inner, change)]),
  );
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
const lower = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);
