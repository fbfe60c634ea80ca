import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { mostMillis } from '../../../bench/fuzz/batch.ts';
import { nested } from '../../../bench/fuzz/hostile.ts';
import { recorded, specTexts } from '../../../bench/fuzz/samples.ts';
import { targets } from '../../../bench/fuzz/targets/index.ts';

// Every class of input that fuzzing found, and the largest of those that are known to break parsers elsewhere. Each must be
// accepted or refused in clear words, within the time of any input.

const digest = `sha256:${'5e'.repeat(32)}`;
const push = {
  source: 'aws.ecr',
  'detail-type': 'ECR Image Action',
  account: '123456789012',
  region: 'us-east-1',
  detail: {
    'action-type': 'PUSH',
    result: 'SUCCESS',
    'repository-name': 'recommendation',
    'image-digest': digest,
    'image-tag': 'v42',
  },
};
const claim = {
  kind: { S: 'claim' },
  name: { S: 'a' },
  holder: { S: 'b' },
  phase: { S: 'c' },
  plan: { S: '{}' },
};
const counts = (more: object) => ({
  graded: true,
  metrics: [{ name: 'errors', buckets: [[10, 1, 10, 1]], ...more }],
});
const spec = specTexts[0] ?? '';

/** Step Functions and EventBridge carry 256 KiB; a spec has 64. */
const long = 250_000;

const found: readonly (readonly [name: string, parser: string, input: unknown])[] = [
  [
    'a key that is a list, which the YAML library warned of on standard error',
    'service spec',
    '? [a, b]\n: c\n',
  ],
  ['a key of bytes, which YAML 1.1 has', 'service spec', '%YAML 1.1\n---\n!!binary gSmB: c\n'],
  ['a key of bytes by its tag, which was accepted', 'service spec', '{ !!binary gSmB: c }\n'],
  ['a key that is an alias', 'service spec', 'a: &a [b]\n? *a\n: c\n'],
  ['two hundred equal keys, each with a complaint', 'service spec', `service: {${'a: 1, '.repeat(200)}}`],
  [
    'nine thousand keys, each compared with each',
    'service spec',
    `{${Array.from({ length: 9000 }, (_, i) => `k${i}`)}}`,
  ],
  [
    'a push with a region that no registry can have',
    'release event',
    { ...push, region: '\u202eelbaregnad' },
  ],
  [
    'a push with a tag of 5,000 letters',
    'release event',
    { ...push, detail: { ...push.detail, 'image-tag': 'x'.repeat(5000) } },
  ],
  [
    'a source of 5,000 letters, repeated in the answer',
    'release event',
    { ...push, source: 'x'.repeat(5000) },
  ],
  ['a claim without a phase', 'item of the table', { of: 'claim', item: { ...claim, phase: { S: {} } } }],
  [
    'a claim whose plan is no JSON',
    'item of the table',
    { of: 'claim', item: { ...claim, plan: { S: '{' } } },
  ],
  [
    'a claim with a kind that is no text',
    'item of the table',
    { of: 'claim', item: { ...claim, kind: { S: {} }, phase: {} } },
  ],
  ['a stop switch without a reason', 'item of the table', { of: 'switch', item: { by: { S: 'ann' } } }],
  ['an event of a history with a type that is no text', 'execution history', [{ id: 1, type: ['x'] }]],
  [
    'an event of a history at a time that is no time',
    'execution history',
    [{ id: 1, type: 'x', timestamp: { toString: 1 } }],
  ],
  ['a tolerance that overflows', 'counts for the judge', counts({ tolerance: 1.7e308 })],
  ['counts that overflow', 'counts for the judge', counts({ buckets: [[1e308, 1e308, 1e308, 1e308]] })],
  [
    'a recovery of a number',
    'input of a handler',
    { name: 'roll-back-the-traffic', input: { plan: null, recover: 5, execution: 'a', reason: 'b' } },
  ],
  [
    'a plan without a way back',
    'input of a handler',
    {
      name: 'roll-back-the-traffic',
      input: { plan: { slots: 1 }, recover: null, execution: 'a', reason: 'b' },
    },
  ],
  ['a state called like what every object has', 'execution history', stateCalled('constructor')],
  ['a type of event called so', 'execution history', [{ id: 1, type: 'toString' }]],
  [
    'a shift before the beginning of time, each minute of which was read',
    'input of a handler',
    judgeWith({ shifts: [{ atMillis: -1.7e308, weightPercent: 5, receipt: {} }] }),
  ],
  [
    'a slot of 5,000 letters',
    'input of a handler',
    judgeWith({ canary: { slot: 'x'.repeat(5000), version: 'v' } }),
  ],
  ['a kind of 5,000 letters', 'input of a handler', judgeWith({}, { workload: { kind: 'x'.repeat(5000) } })],
  [
    'a judge whose workload cannot be made, with the traffic asked already',
    'input of a handler',
    judgeWith({}, { workload: { kind: 'ecs' } }),
  ],
  ['an option called __proto__', 'command line', ['validate', '__proto__', '--__proto__']],
];

const hostile: readonly (readonly [name: string, parser: string, input: unknown])[] = [
  ['a billion laughs', 'service spec', laughs(10)],
  ['fifty aliases of fifty aliases', 'service spec', laughs(4)],
  ['an alias of itself', 'service spec', 'a: &a [*a]\n'],
  ['a merge of itself', 'service spec', 'a: &a\n  <<: *a\n'],
  ['lists in lists, 30,000 deep', 'service spec', '['.repeat(30_000)],
  ['mappings in mappings, 10,000 deep', 'service spec', `${'{a: '.repeat(10_000)}`],
  ['a spec larger than a spec may be', 'service spec', `${spec}\n# ${'x'.repeat(70_000)}`],
  ['60,000 spaces', 'service spec', `service:${' '.repeat(60_000)}x`],
  ['a tag of JavaScript', 'service spec', 'service: !!js/function "function () {}"\n'],
  [
    'a prototype in YAML',
    'service spec',
    `${spec}\n__proto__: { polluted: true }\nconstructor: { prototype: { polluted: true } }\n`,
  ],
  ['a number with 50,000 digits', 'service spec', `falseRollbackRate: ${'9'.repeat(50_000)}%`],
  ['a long image of slashes', 'input of an execution', { service: 'a', image: `a${'/a'.repeat(long / 2)}!` }],
  ['a long image of dots', 'input of an execution', { service: 'a', image: `${'a.'.repeat(long / 2)}:` }],
  ['a long tag', 'input of an execution', { service: 'a', image: 'a/b', tag: 'x'.repeat(long) }],
  ['a deep input', 'input of an execution', nested(5_000)],
  [
    'a prototype in JSON',
    'input of an execution',
    JSON.parse('{"service":"a","image":"b","__proto__":{"polluted":true}}'),
  ],
  ['a deep event', 'release event', { ...push, detail: nested(5_000) }],
  [
    'a glob of stars against a long tag',
    'release event',
    { ...push, detail: { ...push.detail, 'image-tag': 'v'.repeat(128) } },
  ],
  ['a deep plan', 'plan', nested(5_000)],
  ['a plan of 100,000 steps', 'plan', { shape: 1, steps: Array.from({ length: 100_000 }, () => null) }],
  ['a deep input of a handler', 'input of a handler', { name: 'judge', input: nested(5_000) }],
  [
    'an output of a history, 5,000 deep',
    'execution history',
    [
      {
        id: 1,
        type: 'TaskSucceeded',
        taskSucceededEventDetails: { output: '['.repeat(5_000) + ']'.repeat(5_000) },
      },
    ],
  ],
  [
    'a time beyond all times',
    'execution history',
    [{ id: 1, type: 'PassStateEntered', timestamp: 8.64e18, stateEnteredEventDetails: { name: 'a' } }],
  ],
  ['a long word on the command line', 'command line', ['status', 'x'.repeat(900)]],
];

afterEach(() => void jest.restoreAllMocks());

describe.each([
  ['found', found],
  ['known elsewhere', hostile],
] as const)('%s', (_where, rows) => {
  it.each(rows)('%s (%s)', async (_name, parser, input) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const target = targets.find(({ name }) => name === parser);
    const forgotten: unknown[] = [];
    const onForgotten = (thrown: unknown) => void forgotten.push(thrown);
    process.on('unhandledRejection', onForgotten);
    const before = process.cpuUsage();
    await target?.feed(input);
    const { user } = process.cpuUsage(before);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onForgotten);
    expect(forgotten).toEqual([]);
    expect(target).toBeDefined();
    // All threads of this process count, and jest compiles in some: four times the budget is still no quadratic time.
    expect(user / 1000).toBeLessThan(4 * mostMillis);
    expect(warn.mock.calls).toEqual([]);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

/** Of the handler's recorded inputs the first that has traffic. */
function judgeWith(more: object, ofPlan: object = {}) {
  const inputs = recorded.inputs.find(({ name }) => name === 'judge')?.samples ?? [];
  const shifted = inputs.find(({ input }) => JSON.stringify(input).includes('"atMillis"'))?.input;
  const { plan, ...rest } = JSON.parse(JSON.stringify(shifted));
  return { name: 'judge', input: { ...rest, plan: { ...plan, ...ofPlan }, ...more } };
}

function stateCalled(name: string) {
  return [
    { id: 1, type: 'TaskStateEntered', stateEnteredEventDetails: { name } },
    { id: 2, previousEventId: 1, type: 'TaskSucceeded', taskSucceededEventDetails: { output: '{}' } },
    { id: 3, previousEventId: 2, type: 'TaskStateExited', stateExitedEventDetails: { name, output: '{}' } },
    {
      id: 4,
      previousEventId: 3,
      type: 'ExecutionSucceeded',
      executionSucceededEventDetails: { output: '{}' },
    },
  ];
}

/** Each list is made of ten aliases of the one before. */
function laughs(levels: number): string {
  const lines = Array.from({ length: levels }, (_, i) => {
    const members = i === 0 ? 'lol' : Array.from({ length: 10 }, () => `*a${i - 1}`).join(', ');
    return `a${i}: &a${i} [${members}]`;
  });
  return lines.join('\n');
}
