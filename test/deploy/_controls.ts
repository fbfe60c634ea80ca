import { at, type Named, ofType, type PolicyStatement, statementsIn, type Template } from './_template.ts';

/** One thing that a security review asks of a stack. */
export type Control = {
  readonly name: string;
  /** Where AWS asks for it. */
  readonly source: string;
  /** The resources that do not hold to it. */
  readonly broken: (template: Template) => readonly string[];
  /** The smallest change that breaks it: a resource, a path in it, and what stands there then. */
  readonly violation: {
    readonly type: string;
    readonly path: readonly (string | number)[];
    readonly value: unknown;
  };
};

const docs = 'https://docs.aws.amazon.com';
const hub = (service: string, number: number) =>
  `${docs}/securityhub/latest/userguide/${service}-controls.html#${service}-${number}`;

const each =
  (type: string, holds: (resource: Named, template: Template) => boolean): Control['broken'] =>
  (template) =>
    ofType(template, type)
      .filter((resource) => !holds(resource, template))
      .map(({ name }) => name);

const property = (...path: readonly (string | number)[]) => ['Properties', ...path];

/** What AWS offers no narrower resource for, by the service authorization reference; docs/permissions.md repeats each reason. */
const unscoped: Readonly<Record<string, string>> = {
  'states:SendTaskSuccess': 'SendTask* knows no resource type; the token is the secret',
  'states:SendTaskFailure': 'SendTask* knows no resource type; the token is the secret',
  'xray:': 'X-Ray knows no resource type for traces',
  'logs:': 'log deliveries know no resource type',
  'cloudwatch:GetMetricData': 'metrics know no resource type',
  'cloudwatch:DescribeAlarms': 'alarms of other names are read in one call with ours',
  'ecs:DescribeTaskDefinition': 'the call knows no resource type',
  'ecs:ListTasks': 'the cluster stands in the condition',
  'elasticloadbalancing:Describe': 'Describe* knows no resource type',
  'application-autoscaling:': 'Application Auto Scaling knows no resource type for reading',
};
const isUnscoped = (action: string) => Object.keys(unscoped).some((known) => action.startsWith(known));

const roleStatements = ({ Properties }: Named): readonly PolicyStatement[] =>
  (Array.isArray(Properties.Policies) ? Properties.Policies : []).flatMap((policy) =>
    statementsIn(at(policy, 'PolicyDocument')),
  );

/** Policies on resources, by the member that holds each. */
const resourcePolicies: Readonly<Record<string, string>> = {
  'SQS::QueuePolicy': 'PolicyDocument',
  'SNS::TopicPolicy': 'PolicyDocument',
  'S3::BucketPolicy': 'PolicyDocument',
  'KMS::Key': 'KeyPolicy',
};

const policies = (template: Template) =>
  Object.entries(resourcePolicies).flatMap(([type, member]) =>
    ofType(template, type).map(({ name, Properties }) => ({
      name,
      type,
      statements: statementsIn(Properties[member]),
    })),
  );

const isOwn = (principal: unknown): boolean => {
  const text = JSON.stringify(principal) ?? '';
  return (
    text.includes('"Fn::GetAtt":["MachineRole","Arn"]') ||
    /^\{"Fn::Sub":"arn:\$\{AWS::Partition\}:iam::\$\{AWS::AccountId\}:root"\}$/.test(text)
  );
};

const deniesPlainText = (statements: readonly PolicyStatement[]) =>
  statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Deny' &&
      Principal === '*' &&
      String(at(Condition, 'Bool', 'aws:SecureTransport')) === 'false',
  );

const stateful = ['DynamoDB::Table', 'SQS::Queue', 'KMS::Key'];

export const controls: readonly Control[] = [
  {
    name: 'the table is encrypted with a KMS key',
    source: `${docs}/amazondynamodb/latest/developerguide/EncryptionAtRest.html`,
    broken: each(
      'DynamoDB::Table',
      ({ Properties }) =>
        at(Properties, 'SSESpecification', 'SSEEnabled') === true &&
        at(Properties, 'SSESpecification', 'SSEType') === 'KMS',
    ),
    violation: { type: 'DynamoDB::Table', path: property('SSESpecification', 'SSEEnabled'), value: false },
  },
  {
    name: 'the table can be restored to any point in time',
    source: hub('dynamodb', 2),
    broken: each(
      'DynamoDB::Table',
      ({ Properties }) =>
        at(Properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled') === true,
    ),
    violation: {
      type: 'DynamoDB::Table',
      path: property('PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'),
      value: false,
    },
  },
  {
    name: 'the table cannot be deleted by accident',
    source: hub('dynamodb', 6),
    broken: each('DynamoDB::Table', ({ Properties }) => Properties.DeletionProtectionEnabled === true),
    violation: { type: 'DynamoDB::Table', path: property('DeletionProtectionEnabled'), value: false },
  },
  {
    name: 'the table outlives the stack',
    source: `${docs}/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html`,
    broken: each('DynamoDB::Table', ({ DeletionPolicy }) => DeletionPolicy === 'Retain'),
    violation: { type: 'DynamoDB::Table', path: ['DeletionPolicy'], value: 'Delete' },
  },
  {
    name: 'whatever keeps data says what becomes of it',
    source: `${docs}/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html`,
    broken: (template) =>
      stateful.flatMap((type) => each(type, ({ DeletionPolicy }) => DeletionPolicy !== undefined)(template)),
    violation: { type: 'SQS::Queue', path: ['DeletionPolicy'], value: undefined },
  },
  {
    name: 'topics are encrypted with a key of our own',
    source: hub('sns', 1),
    broken: each('SNS::Topic', ({ Properties }) => at(Properties.KmsMasterKeyId, 'Ref') === 'PagesKey'),
    violation: { type: 'SNS::Topic', path: property('KmsMasterKeyId'), value: undefined },
  },
  {
    name: 'keys rotate',
    source: hub('kms', 4),
    broken: each('KMS::Key', ({ Properties }) => Properties.EnableKeyRotation === true),
    violation: { type: 'KMS::Key', path: property('EnableKeyRotation'), value: false },
  },
  {
    name: 'queues are encrypted',
    source: hub('sqs', 1),
    broken: each('SQS::Queue', ({ Properties }) => Properties.SqsManagedSseEnabled === true),
    violation: { type: 'SQS::Queue', path: property('SqsManagedSseEnabled'), value: false },
  },
  {
    name: 'the bucket with the code is encrypted',
    source: `${docs}/AmazonS3/latest/userguide/default-bucket-encryption.html`,
    broken: each(
      'S3::Bucket',
      ({ Properties }) =>
        at(Properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0) !== undefined,
    ),
    violation: { type: 'S3::Bucket', path: property('BucketEncryption'), value: undefined },
  },
  {
    name: 'the bucket with the code is closed to the public',
    source: hub('s3', 8),
    broken: each('S3::Bucket', ({ Properties }) =>
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
        (block) => at(Properties, 'PublicAccessBlockConfiguration', block) === true,
      ),
    ),
    violation: {
      type: 'S3::Bucket',
      path: property('PublicAccessBlockConfiguration', 'BlockPublicPolicy'),
      value: false,
    },
  },
  {
    name: 'the bucket with the code keeps versions',
    source: hub('s3', 14),
    broken: each(
      'S3::Bucket',
      ({ Properties }) => at(Properties, 'VersioningConfiguration', 'Status') === 'Enabled',
    ),
    violation: {
      type: 'S3::Bucket',
      path: property('VersioningConfiguration', 'Status'),
      value: 'Suspended',
    },
  },
  {
    name: 'logs are kept 90 days',
    source: hub('cloudwatch', 16),
    broken: each('Logs::LogGroup', ({ Properties }) => Number(Properties.RetentionInDays) >= 90),
    violation: { type: 'Logs::LogGroup', path: property('RetentionInDays'), value: undefined },
  },
  {
    name: 'every function writes to a log group of the stack',
    source: `${docs}/lambda/latest/dg/monitoring-cloudwatchlogs.html`,
    broken: (template) => {
      const groups = ofType(template, 'Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
      return each('Lambda::Function', ({ Properties }) =>
        groups.includes(`/aws/lambda/${Properties.FunctionName}`),
      )(template);
    },
    violation: { type: 'Lambda::Function', path: property('FunctionName'), value: 'haldane-dev-other' },
  },
  {
    name: 'functions are traced',
    source: hub('lambda', 7),
    broken: each(
      'Lambda::Function',
      ({ Properties }) => at(Properties, 'TracingConfig', 'Mode') === 'Active',
    ),
    violation: { type: 'Lambda::Function', path: property('TracingConfig', 'Mode'), value: 'PassThrough' },
  },
  {
    name: 'functions run on a supported runtime',
    source: hub('lambda', 2),
    broken: each('Lambda::Function', ({ Properties }) => Properties.Runtime === 'nodejs24.x'),
    violation: { type: 'Lambda::Function', path: property('Runtime'), value: 'nodejs16.x' },
  },
  {
    // A rollback must find concurrency, but a reservation takes it from all else in the account, and one with the default
    // quota of a new account (10) cannot reserve any. The machine retries Lambda.TooManyRequestsException instead.
    name: 'no function takes concurrency from the account',
    source: `${docs}/lambda/latest/dg/configuration-concurrency.html`,
    broken: each(
      'Lambda::Function',
      ({ Properties }) => Properties.ReservedConcurrentExecutions === undefined,
    ),
    violation: { type: 'Lambda::Function', path: property('ReservedConcurrentExecutions'), value: 5 },
  },
  {
    name: 'the environment of a function has two names and no secret',
    source: `${docs}/lambda/latest/dg/configuration-envvars-encryption.html`,
    broken: each(
      'Lambda::Function',
      ({ Properties }) =>
        Object.keys(Object(at(Properties, 'Environment', 'Variables'))).join() ===
        'HALDANE_TABLE,HALDANE_STATE_MACHINE',
    ),
    violation: {
      type: 'Lambda::Function',
      path: property('Environment', 'Variables', 'API_TOKEN'),
      value: 'abc',
    },
  },
  {
    name: 'the machine logs every transition, without the data',
    source: hub('stepfunctions', 1),
    broken: each(
      'StepFunctions::StateMachine',
      ({ Properties }) =>
        at(Properties, 'LoggingConfiguration', 'Level') === 'ALL' &&
        at(Properties, 'LoggingConfiguration', 'IncludeExecutionData') === false,
    ),
    violation: {
      type: 'StepFunctions::StateMachine',
      path: property('LoggingConfiguration', 'IncludeExecutionData'),
      value: true,
    },
  },
  {
    name: 'the machine is traced',
    source: `${docs}/step-functions/latest/dg/concepts-xray-tracing.html`,
    broken: each(
      'StepFunctions::StateMachine',
      ({ Properties }) => at(Properties, 'TracingConfiguration', 'Enabled') === true,
    ),
    violation: {
      type: 'StepFunctions::StateMachine',
      path: property('TracingConfiguration', 'Enabled'),
      value: false,
    },
  },
  {
    name: 'no role holds a wildcard action',
    source: hub('iam', 21),
    broken: each('IAM::Role', (role) =>
      roleStatements(role).every(({ Action }) => Action.every((action) => !action.includes('*'))),
    ),
    violation: {
      type: 'IAM::Role',
      path: property('Policies', 0, 'PolicyDocument', 'Statement', 0, 'Action'),
      value: ['ecs:*'],
    },
  },
  {
    name: 'no role reaches every resource, but where AWS knows nothing narrower',
    source: `${docs}/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html`,
    broken: each('IAM::Role', (role) =>
      roleStatements(role).every(
        ({ Action, Resource }) => !Resource.includes('*') || Action.every(isUnscoped),
      ),
    ),
    violation: {
      type: 'IAM::Role',
      path: property('Policies', 0, 'PolicyDocument', 'Statement', 0),
      value: { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['*'] },
    },
  },
  {
    name: 'only Lambda and Step Functions assume our roles',
    source: `${docs}/IAM/latest/UserGuide/best-practices.html`,
    broken: each('IAM::Role', ({ Properties }) =>
      statementsIn(Properties.AssumeRolePolicyDocument).every(({ Principal }) =>
        ['lambda.amazonaws.com', 'states.amazonaws.com'].includes(String(at(Principal, 'Service'))),
      ),
    ),
    violation: {
      type: 'IAM::Role',
      path: property('AssumeRolePolicyDocument', 'Statement', 0, 'Principal'),
      value: { AWS: '*' },
    },
  },
  {
    // Lambda passes no source to the trust policy of an execution role; who may give a function its role needs iam:PassRole.
    name: 'Step Functions assumes a role for our machine only',
    source: `${docs}/step-functions/latest/dg/procedure-create-iam-role.html`,
    broken: each('IAM::Role', ({ Properties }) =>
      statementsIn(Properties.AssumeRolePolicyDocument).every(
        ({ Principal, Condition }) =>
          at(Principal, 'Service') !== 'states.amazonaws.com' ||
          (at(Condition, 'StringEquals', 'aws:SourceAccount', 'Ref') === 'AWS::AccountId' &&
            String(at(Condition, 'ArnEquals', 'aws:SourceArn', 'Fn::Sub')).includes(
              ':stateMachine:haldane-',
            )),
      ),
    ),
    violation: {
      type: 'IAM::Role#MachineRole',
      path: property('AssumeRolePolicyDocument', 'Statement', 0, 'Condition'),
      value: undefined,
    },
  },
  {
    name: 'only our own rules invoke functions',
    source: `${docs}/eventbridge/latest/userguide/eb-use-resource-based.html`,
    broken: each('Lambda::Permission', ({ Properties }, template) => {
      const [rule] = [at(Properties, 'SourceArn', 'Fn::GetAtt', 0)];
      return (
        Properties.Principal === 'events.amazonaws.com' &&
        template.Resources[String(rule)]?.Type === 'AWS::Events::Rule'
      );
    }),
    violation: { type: 'Lambda::Permission', path: property('SourceArn'), value: undefined },
  },
  {
    name: 'rules hear our own account and region only',
    source: `${docs}/eventbridge/latest/userguide/eb-cross-account.html`,
    broken: each(
      'Events::Rule',
      ({ Properties }) =>
        // A timer hears nobody.
        (Properties.EventPattern === undefined && Properties.ScheduleExpression !== undefined) ||
        (at(Properties, 'EventPattern', 'account', 0, 'Fn::Sub') === `\${AWS::AccountId}` &&
          at(Properties, 'EventPattern', 'region', 0, 'Fn::Sub') === `\${AWS::Region}`),
    ),
    violation: { type: 'Events::Rule', path: property('EventPattern', 'account'), value: undefined },
  },
  {
    name: 'no event is lost without a trace',
    source: `${docs}/eventbridge/latest/userguide/eb-rule-dlq.html`,
    broken: each('Events::Rule', ({ Properties }) =>
      [Properties.Targets].flat().every((target) => at(target, 'DeadLetterConfig', 'Arn') !== undefined),
    ),
    violation: { type: 'Events::Rule', path: property('Targets', 0, 'DeadLetterConfig'), value: undefined },
  },
  {
    name: 'what a handler of events cannot do is kept',
    source: `${docs}/lambda/latest/dg/invocation-async-retain-records.html`,
    broken: each(
      'Lambda::EventInvokeConfig',
      ({ Properties }) => at(Properties, 'DestinationConfig', 'OnFailure', 'Destination') !== undefined,
    ),
    violation: { type: 'Lambda::EventInvokeConfig', path: property('DestinationConfig'), value: undefined },
  },
  {
    name: 'nobody outside the account is allowed anything',
    source: `${docs}/IAM/latest/UserGuide/access-analyzer-resources.html`,
    broken: (template) =>
      policies(template).flatMap(({ name, statements }) =>
        statements.every(
          ({ Effect, Principal }) =>
            Effect === 'Deny' || at(Principal, 'Service') !== undefined || isOwn(at(Principal, 'AWS')),
        )
          ? []
          : [name],
      ),
    violation: {
      type: 'SNS::TopicPolicy',
      path: property('PolicyDocument', 'Statement', 0, 'Principal'),
      value: '*',
    },
  },
  {
    name: 'services act for our account only',
    source: `${docs}/IAM/latest/UserGuide/confused-deputy.html`,
    broken: (template) =>
      policies(template).flatMap(({ name, statements }) =>
        statements.every(
          ({ Principal, Condition }) =>
            at(Principal, 'Service') === undefined ||
            at(Condition, 'StringEquals', 'aws:SourceAccount', 'Ref') === 'AWS::AccountId',
        )
          ? []
          : [name],
      ),
    violation: {
      type: 'SQS::QueuePolicy',
      path: property('PolicyDocument', 'Statement', 0, 'Condition'),
      value: undefined,
    },
  },
  {
    name: 'queue, topic and bucket are reached by TLS only',
    source: `${docs}/wellarchitected/latest/security-pillar/protecting-data-in-transit.html`,
    broken: (template) =>
      policies(template).flatMap(({ name, type, statements }) =>
        type === 'KMS::Key' || deniesPlainText(statements) ? [] : [name],
      ),
    violation: {
      type: 'SQS::QueuePolicy',
      path: property('PolicyDocument', 'Statement', 1, 'Effect'),
      value: 'Allow',
    },
  },
  {
    name: 'nothing listens on the internet',
    source: `${docs}/wellarchitected/latest/security-pillar/protecting-networks.html`,
    broken: ({ Resources }) =>
      Object.entries(Resources).flatMap(([name, { Type }]) => (known.has(Type) ? [] : [`${name} (${Type})`])),
    violation: { type: 'CloudWatch::Alarm', path: ['Type'], value: 'AWS::Lambda::Url' },
  },
  {
    name: 'every alarm of Haldane pages somebody',
    source: hub('cloudwatch', 15),
    broken: each(
      'CloudWatch::Alarm',
      ({ Properties }) => at(Properties, 'AlarmActions', 0, 'Ref') === 'Pages',
    ),
    violation: { type: 'CloudWatch::Alarm', path: property('AlarmActions'), value: [] },
  },
];

/** Another type of resource needs another look: does it need a control? */
const known: ReadonlySet<string> = new Set(
  [
    ...Object.keys(resourcePolicies),
    ...stateful,
    ...['S3::Bucket', 'SNS::Topic', 'Logs::LogGroup', 'IAM::Role', 'StepFunctions::StateMachine'],
    ...['Lambda::Function', 'Lambda::Permission', 'Lambda::EventInvokeConfig'],
    ...['Events::Rule', 'CloudWatch::Alarm'],
  ].map((type) => `AWS::${type}`),
);
