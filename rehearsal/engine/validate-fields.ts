/** Which fields the service knows on which type of state: "Amazon States Language" in the Step Functions guide. */
const common = ['Type', 'Comment', 'QueryLanguage'];
const output = ['Output', 'Assign'];
const next = ['Next', 'End'];
const rescue = ['Retry', 'Catch'];

const fields: { readonly [type: string]: ReadonlySet<string> } = {
  Choice: new Set([...common, ...output, 'Choices', 'Default']),
  Fail: new Set([...common, 'Error', 'Cause']),
  Map: new Set([
    ...common,
    ...output,
    ...next,
    ...rescue,
    'Label',
    'Items',
    'ItemSelector',
    'ItemReader',
    'ItemBatcher',
    'ItemProcessor',
    'ResultWriter',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
  ]),
  Parallel: new Set([...common, ...output, ...next, ...rescue, 'Arguments', 'Branches']),
  Pass: new Set([...common, ...output, ...next]),
  Succeed: new Set([...common, 'Output']),
  Task: new Set([
    ...common,
    ...output,
    ...next,
    ...rescue,
    'Resource',
    'Arguments',
    'Credentials',
    'TimeoutSeconds',
    'HeartbeatSeconds',
  ]),
  Wait: new Set([...common, ...output, ...next, 'Seconds', 'Timestamp']),
};

const required: { readonly [type: string]: readonly string[] } = {
  Choice: ['Choices'],
  Map: ['ItemProcessor'],
  Parallel: ['Branches'],
  Task: ['Resource'],
};

/** Undefined for a type that does not exist. */
export const fieldsOf = (type: string) => fields[type];

export const requiredFields = (type: string) => required[type] ?? [];

export const jsonPathFields: ReadonlySet<string> = new Set([
  'InputPath',
  'OutputPath',
  'ResultPath',
  'ResultSelector',
  'Parameters',
  'Result',
  'ItemsPath',
  'SecondsPath',
  'TimestampPath',
  'ErrorPath',
  'CausePath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'MaxConcurrencyPath',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentagePath',
]);
