import { z } from 'zod';
import type { Statement } from '../providers/provider.ts';
import { mergeStatements } from './merge-statements.ts';
import type { Names } from './names.ts';

/** A state machine as JSON: what the YAML of statemachines/ says, before or after ARNs were put in. */
export type Definition = { readonly [field: string]: Json };
export type Json = string | number | boolean | null | readonly Json[] | { readonly [field: string]: Json };

export type Machine = { readonly definition: Definition; readonly statements: readonly Statement[] };

/**
 * The definition that is deployed, and what its role may do: exactly what its own states call.
 * An integration that is not in the list below is refused, so that a new one brings its permission with it.
 */
export function machine(source: Definition, names: Names): Machine {
  const calls: Call[] = [];
  const definition = visit(source, (state) => {
    const call = taskShape.safeParse(state);
    if (!call.success) return state;
    const integration = integrationOf(call.data.Resource);
    const filled = {
      ...state,
      Arguments: { ...call.data.Arguments, ...integration.names(call.data.Arguments, names) },
    };
    calls.push({ integration, args: call.data.Arguments });
    return filled;
  });
  return {
    definition,
    statements: mergeStatements([
      ...calls.map(({ integration, args }) => integration.permission(args, names)),
      ...observability,
    ]),
  };
}

type Call = { readonly integration: Integration; readonly args: Arguments };
type Arguments = Readonly<Record<string, Json>>;

type Integration = {
  /** The arguments that hold a name in the YAML and an ARN or the deployed name in the account. */
  readonly names: (args: Arguments, names: Names) => Arguments;
  readonly permission: (args: Arguments, names: Names) => Statement;
};

function integrationOf(resource: string): Integration {
  const name = resource.replace(/^arn:aws:states:::/, '').replace(/\.waitForTaskToken$/, '');
  const integration = integrations[name];
  if (integration === undefined) {
    throw new Error(`A state calls ${resource}. Say in deploy/machine.ts which permission that needs.`);
  }
  return integration;
}

const onTable = (action: string): Integration => ({
  names: (_args, names) => ({ TableName: names.table }),
  permission: (args, names) => ({
    actions: [`dynamodb:${action}`],
    resources: [names.tableArn],
    condition: {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [keyShape.parse(args.Key).kind.S] },
    },
  }),
});

/** The service authorization reference lists no resource type for it, https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html */
export const anyToken = 'SendTask* knows no resource type. A task token is a secret of its execution.';

const onToken = (action: string): Integration => ({
  names: () => ({}),
  permission: () => ({ actions: [`states:${action}`], resources: ['*'], why: anyToken }),
});

const integrations: Readonly<Record<string, Integration>> = {
  'lambda:invoke': {
    names: ({ FunctionName }, names) => ({ FunctionName: names.functionArn(z.string().parse(FunctionName)) }),
    permission: ({ FunctionName }, names) => ({
      actions: ['lambda:InvokeFunction'],
      resources: [names.functionArn(z.string().parse(FunctionName))],
    }),
  },
  'aws-sdk:dynamodb:getItem': onTable('GetItem'),
  'aws-sdk:dynamodb:updateItem': onTable('UpdateItem'),
  'aws-sdk:dynamodb:deleteItem': onTable('DeleteItem'),
  'aws-sdk:sfn:sendTaskSuccess': onToken('SendTaskSuccess'),
  'aws-sdk:sfn:sendTaskFailure': onToken('SendTaskFailure'),
  'events:putEvents': {
    names: () => ({}),
    permission: (_args, names) => ({
      actions: ['events:PutEvents'],
      resources: [names.defaultBusArn],
      condition: { StringEquals: { 'events:source': 'haldane' } },
    }),
  },
  'sns:publish': {
    names: (_args, names) => ({ TopicArn: names.pagesArn }),
    permission: (_args, names) => ({ actions: ['sns:Publish'], resources: [names.pagesArn] }),
  },
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html and .../concepts-xray-tracing.html, which both ask for `*`. */
const observability: readonly Statement[] = [
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    resources: ['*'],
    why: 'Log deliveries know no resource type. Step Functions uses them to write the execution log.',
  },
  {
    actions: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resources: ['*'],
    why: 'X-Ray knows no resource type for traces.',
  },
];

const taskShape = z.looseObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: z.record(z.string(), z.json()),
});

const keyShape = z.object({ kind: z.object({ S: z.string() }) });

/** Rebuilds the whole definition; YAML anchors make states share objects, so nothing is changed in place. */
function visit(source: Definition, change: (state: Definition) => Definition): Definition {
  const copy = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(change(value as Definition)).map(([key, inner]) => [key, copy(inner)]),
    );
  };
  return copy(source) as Definition;
}
