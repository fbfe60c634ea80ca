import { describe, expect, it } from '@jest/globals';
import { arn } from '../../rehearsal/world/place.ts';
import { refuseRelease } from '../../rollout/plan/refusals.ts';
import { parseReleaseInput } from '../../rollout/release.ts';
import { haldane, refusal, spec } from '../cli/fakes.ts';
import { happyAccount } from '../docs/_account.ts';
import { call, deployed, digest, heardBy, mayNot, otherAccount, ours, ownRegistry } from './_account.ts';

// Who is not us, and at which boundary each is refused: the rule's pattern, the handler behind it, the plan, IAM.

const functionOf = {
  push: 'start',
  request: 'start',
  abort: 'interrupt',
  alarm: 'interrupt',
  ended: 'recover',
} as const;
const kinds = Object.keys(ours) as (keyof typeof ours)[];

describe('an event of ours', () => {
  it.each(kinds)('%s is heard by its function', (kind) => {
    expect(heardBy(ours[kind])).toEqual([functionOf[kind]]);
  });

  it.each(['push', 'request'] as const)('%s starts a rollout', async (kind) => {
    expect((await call('start', ours[kind])).effects).toEqual(['StartExecutionCommand']);
  });
});

type Stranger = {
  readonly what: string;
  readonly kind: keyof typeof ours;
  readonly event: unknown;
  /** The rule cannot know; the handler does. */
  readonly isHeard?: boolean;
};

/** What a stranger changes in it. */
const strange: readonly Stranger[] = [
  ...kinds.flatMap((kind) => [
    { what: `${kind} of another account`, kind, event: { ...ours[kind], account: otherAccount } },
    { what: `${kind} of another region`, kind, event: { ...ours[kind], region: 'eu-north-1' } },
    { what: `${kind} that says no account`, kind, event: { ...ours[kind], account: undefined } },
    {
      what: `${kind} from a source that is not its own`,
      kind,
      event: { ...ours[kind], source: 'com.example' },
    },
  ]),
  {
    what: 'a push to a repository of nobody',
    kind: 'push' as const,
    event: { ...ours.push, detail: { ...ours.push.detail, 'repository-name': 'other' } },
  },
  {
    what: 'a request for a service of nobody',
    kind: 'request' as const,
    event: { ...ours.request, detail: { ...ours.request.detail, service: 'other' } },
    isHeard: true,
  },
  {
    what: 'an alarm that recovered',
    kind: 'alarm' as const,
    event: { ...ours.alarm, detail: { ...ours.alarm.detail, state: { value: 'OK' } } },
  },
  {
    what: 'an alarm of somebody else',
    kind: 'alarm' as const,
    event: { ...ours.alarm, detail: { ...ours.alarm.detail, alarmName: 'billing' } },
  },
  {
    what: 'the end of an execution of another machine',
    kind: 'ended' as const,
    event: {
      ...ours.ended,
      detail: {
        ...ours.ended.detail,
        stateMachineArn: arn('states', 'stateMachine:other'),
        executionArn: `${arn('states', 'execution:other')}:recommendation-v42`,
      },
    },
  },
  {
    what: 'a message of SNS',
    kind: 'abort' as const,
    event: { Records: [{ EventSource: 'aws:sns', Sns: { Message: JSON.stringify(ours.abort) } }] },
  },
];

describe('a stranger', () => {
  it.each(strange)('$what: the rules do not match', ({ event, isHeard }) => {
    expect(heardBy(event)).toEqual(isHeard === true ? ['start'] : []);
  });

  it.each(strange)(
    '$what: the handler does nothing, should it be called all the same',
    async ({ kind, event }) => {
      const { effects, error, answer } = await call(functionOf[kind], event);
      expect(effects).toEqual([]);
      expect(error ?? JSON.stringify(answer)).toMatch(
        /^BadInput: |"kind":"(ignore|refuse)"|"interruptions":\[\]|"recovery":null/,
      );
    },
  );

  it('cannot put events of AWS on the bus, nor the machine any but its own', () => {
    expect(
      mayNot('machine', 'events:PutEvents', arn('events', 'event-bus/default'), {
        'events:source': ['haldane'],
      }),
    ).toBeNull();
    expect(
      mayNot('machine', 'events:PutEvents', arn('events', 'event-bus/default'), {
        'events:source': ['aws.ecr'],
      }),
    ).not.toBeNull();
    expect(
      mayNot('machine', 'events:PutEvents', arn('events', 'event-bus/other'), {
        'events:source': ['haldane'],
      }),
    ).not.toBeNull();
  });
});

describe('the input of an execution', () => {
  const from = (image: string) => {
    const parsed = parseReleaseInput({ service: 'recommendation', image });
    if (!parsed.ok || parsed.kind !== 'release') throw new Error('is refused already');
    const own = {
      service: 'recommendation',
      trigger: { ecr: { repository: 'recommendation', tags: ['*'] } },
    };
    return refuseRelease(parsed.release, own as never, ['image'], ownRegistry).map(({ code }) => code);
  };

  it.each([
    ['our registry', `${ownRegistry}/recommendation@${digest}`, []],
    [
      'another account',
      `${otherAccount}.dkr.ecr.us-east-1.amazonaws.com/recommendation@${digest}`,
      ['wrong-repository'],
    ],
    [
      'another region',
      `123456789012.dkr.ecr.eu-north-1.amazonaws.com/recommendation@${digest}`,
      ['wrong-repository'],
    ],
    ['another registry', `registry.example.com/recommendation@${digest}`, ['wrong-repository']],
    ['another repository', `${ownRegistry}/other@${digest}`, ['wrong-repository']],
    [
      'a repository that ends like ours',
      `${ownRegistry}/evil/recommendation@${digest}`,
      ['wrong-repository'],
    ],
  ])('with an image of %s', (_what, image, codes) => {
    expect(from(image)).toEqual(codes);
  });

  it.each(['../switch', 'recommendation#', 'Recommendation', '', 'switch/stop', '__proto__'])(
    'that names %j as its service reads nothing but that spec, or nothing',
    async (service) => {
      const input = { service, image: `${ownRegistry}/recommendation@${digest}` };
      const { error, effects } = await call('plan-the-rollout', { input, execution: 'arn:one', name: 'one' });
      expect(error).toMatch(/^CannotStart: /);
      expect(effects).toEqual([]);
    },
  );

  it('cannot use a spec that somebody stored under the name of another service', async () => {
    const input = { service: 'recommendation', image: `${ownRegistry}/recommendation@${digest}` };
    const { error } = await call('plan-the-rollout', { input, execution: 'arn:one', name: 'one' }, spec);
    expect(error).toMatch(/^CannotStart: The stored spec of recommendation is one of shop/);
  });

  it.each([
    ['nothing', ''],
    ['a number', 5],
    ['an object', {}],
    ['no ARN', 'recommendation-v42'],
    ['an execution of another machine', `${arn('states', 'execution:other')}:recommendation-v42`],
    [
      'an execution of another account',
      `arn:aws:states:us-east-1:${otherAccount}:execution:haldane-dev-rollout:recommendation-v42`,
    ],
  ])('to recover %s ends at once', async (_what, recover) => {
    const given = { plan: null, recover, execution: 'arn:one', reason: 'stopped' };
    const { error, effects } = await call('roll-back-the-traffic', given);
    expect(error).toMatch(/^NothingToRecover: /);
    expect(effects).toEqual([]);
  });
});

describe('IAM', () => {
  const table = arn('dynamodb', 'table/haldane-dev');
  const items = (kind: string) => ({ 'dynamodb:LeadingKeys': [kind] });

  it.each([
    ['the machine may not write specs', 'machine', 'dynamodb:UpdateItem', table, items('spec')],
    ['the machine may not turn the stop switch', 'machine', 'dynamodb:DeleteItem', table, items('switch')],
    ['start may not touch claims', 'start', 'dynamodb:UpdateItem', table, items('claim')],
    ['interrupt may not write specs', 'interrupt', 'dynamodb:UpdateItem', table, items('spec')],
    [
      'start starts no other machine',
      'start',
      'states:StartExecution',
      arn('states', 'stateMachine:other'),
      {},
    ],
    [
      'judge moves no traffic',
      'judge',
      'route53:ChangeResourceRecordSets',
      'arn:aws:route53:::hostedzone/Z0123456789EXAMPLE',
      {},
    ],
    [
      'shift moves no record of another zone',
      'shift-traffic',
      'route53:ChangeResourceRecordSets',
      'arn:aws:route53:::hostedzone/ZOTHER',
      {},
    ],
    ['no other table', 'machine', 'dynamodb:GetItem', arn('dynamodb', 'table/other'), items('claim')],
    ['no other topic', 'machine', 'sns:Publish', arn('sns', 'other'), {}],
    ['no other function', 'machine', 'lambda:InvokeFunction', arn('lambda', 'function:other'), {}],
  ] as const)('%s', (_what, principal, action, resource, context) => {
    expect(mayNot(principal, action, resource, context)).toBe(`${action} on ${resource}`);
  });

  it('lets nobody but EventBridge, by our own rules, and the machine call a function', () => {
    const callers = deployed.functions.filter(({ statements }) =>
      statements.some(({ actions }) => actions.includes('lambda:InvokeFunction')),
    );
    expect(callers.map(({ name }) => name)).toEqual([]);
  });
});

describe('an approval', () => {
  const ask = async (claim: object) =>
    haldane('approve shop', {
      answers: {
        ...happyAccount(spec),
        GetItemCommand: () => ({ Item: claim }),
        SendTaskSuccessCommand: ({ taskToken }) =>
          taskToken === 'ours' ? {} : refusal('TaskDoesNotExist', 'no such task'),
      },
    });
  const claim = (approvalToken: string) => ({
    name: { S: 'shop' },
    holder: { S: 'arn:one' },
    phase: { S: 'rolling out' },
    plan: { S: '{}' },
    question: { S: 'Go on?' },
    approvalToken: { S: approvalToken },
  });

  it('goes to the question that is asked', async () => expect((await ask(claim('ours'))).exitCode).toBe(0));

  it('with the token of another rollout, or of one that has ended, approves nothing', async () => {
    const { exitCode, out } = await ask(claim('of another rollout'));
    expect({ exitCode, out }).toEqual({
      exitCode: 1,
      out: expect.stringContaining('No question of shop waits'),
    });
  });

  it('is read from the claim of the service that is named, and no other', async () => {
    const { calls } = await ask(claim('ours'));
    const keys = calls.filter(({ command }) => command === 'GetItemCommand').map(({ input }) => input.Key);
    expect(new Set(keys.map((key) => JSON.stringify(key)))).toEqual(
      new Set([JSON.stringify({ kind: { S: 'claim' }, name: { S: 'shop' } })]),
    );
  });
});
