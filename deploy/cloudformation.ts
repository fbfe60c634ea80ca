import type { Statement } from '../providers/provider.ts';
import type { DeployedFunction, Deployment } from './deployment.ts';
import type { Notification, Rule, Timer } from './rules.ts';

/** The parts of serverless.yml that are made from a deployment. */
export function cloudFormation({
  functions,
  machine,
  rules,
  timers,
  notifications,
  alarms,
  metadata,
  names,
}: Deployment) {
  return {
    functions: Object.fromEntries(functions.map((each) => [each.name, functionEntry(each)])),
    definition: substituted(machine.definition),
    resources: {
      Metadata: metadata,
      Resources: Object.fromEntries([
        ...functions.map((each) => [roleId(each.name), role('lambda', each.statements)]),
        ['MachineRole', role('states', machine.statements, names.stateMachineArn)],
        ...[...rules, ...timers].flatMap((rule) =>
          ruleResources(rule, names.functionName(rule.functionName)),
        ),
        ...notifications.map((each) => [logicalId(each.name), notification(each)]),
        ...alarms.map((each) => [logicalId(each.name), alarm(each)]),
      ]),
    },
  };
}

function functionEntry({
  name,
  deployedName,
  file,
  calledBy,
  timeoutSeconds,
  memoryMegabytes,
}: DeployedFunction) {
  return {
    handler: file.replace(/\.ts$/, '.handler'),
    name: deployedName,
    role: roleId(name),
    timeout: timeoutSeconds,
    memorySize: memoryMegabytes,
    // EventBridge only hands an event over; what the handler makes of it, Lambda retries, and keeps if it never works.
    ...(calledBy === 'events'
      ? { maximumRetryAttempts: 2, maximumEventAge: 3600, destinations: { onFailure: deadLetters } }
      : {}),
  };
}

/** CloudFormation chooses the role's own name: names of roles are global, and stages may share an account. */
function role(service: 'lambda' | 'states', statements: readonly Statement[], stateMachineArn = '') {
  const ofThisAccount =
    service === 'states'
      ? {
          Condition: {
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnEquals: { 'aws:SourceArn': { 'Fn::Sub': stateMachineArn } },
          },
        }
      : {};
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: `${service}.amazonaws.com` },
            Action: 'sts:AssumeRole',
            ...ofThisAccount,
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'haldane',
          PolicyDocument: { Version: '2012-10-17', Statement: statements.map(policyStatement) },
        },
      ],
    },
  };
}

function policyStatement({ actions, resources, condition }: Statement) {
  return substituted({
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: condition }),
  });
}

/** EventBridge tries for a day by default. An alarm of yesterday must not stop today's rollout, so an hour. */
const delivery = {
  RetryPolicy: { MaximumRetryAttempts: 20, MaximumEventAgeInSeconds: 3600 },
  DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } },
};

const deadLetters = { type: 'sqs', arn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } };

function ruleResources(rule: Rule | Timer, deployedName: string) {
  const { name, functionName } = rule;
  const target = { 'Fn::GetAtt': [lambdaId(functionName), 'Arn'] };
  const id = logicalId(name);
  const when =
    'pattern' in rule
      ? { EventPattern: substituted(rule.pattern) }
      : { ScheduleExpression: `rate(${rule.everyMinutes} minutes)` };
  return [
    [
      id,
      {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: name,
          ...when,
          State: 'ENABLED',
          Targets: [{ Id: deployedName, Arn: target, ...delivery }],
        },
      },
    ],
    [
      `${id}Permission`,
      {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: target,
          Principal: 'events.amazonaws.com',
          SourceArn: { 'Fn::GetAtt': [id, 'Arn'] },
        },
      },
    ],
  ] as const;
}

const notification = ({ name, pattern, topicArn }: Notification) => ({
  Type: 'AWS::Events::Rule',
  Properties: {
    Name: name,
    EventPattern: substituted(pattern),
    State: 'ENABLED',
    Targets: [{ Id: 'topic', Arn: topicArn, ...delivery }],
  },
});

const alarm = ({
  name,
  description,
  namespace,
  metric,
  dimensions,
  statistic,
}: Deployment['alarms'][number]) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: name,
    AlarmDescription: description,
    Namespace: namespace,
    MetricName: metric,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: statistic,
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    // None of these is reported while all is well.
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: 'Pages' }],
  },
});

/** `haldane-dev-image-pushed` -> `HaldaneDevImagePushed`. */
const logicalId = (name: string) =>
  name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, first: string) => first.toUpperCase());

const roleId = (functionName: string) => `${logicalId(functionName)}Role`;

/** How the Serverless Framework names a function's resource. */
const lambdaId = (functionName: string) =>
  `${functionName.charAt(0).toUpperCase()}${functionName.slice(1).replaceAll('-', 'Dash')}LambdaFunction`;

/** Strings with a pseudo parameter become `Fn::Sub`. */
function substituted(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('${AWS::') ? { 'Fn::Sub': value } : value;
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner)]));
}
