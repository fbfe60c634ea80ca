import { describe, expect, it } from '@jest/globals';
import { type Answers, haldane, refusal } from './fakes.ts';

const question = 'May v42 get 50% of the traffic?';
const token = 'AQC4AAAAKgAAAAMAAAAA';

const claimWith = (fields: Readonly<Record<string, string>>): Answers => ({
  GetItemCommand: ({ Key }) => {
    if (!JSON.stringify(Key).includes('claim')) return { Item: undefined };
    const strings = { name: 'shop', holder: 'arn:one', phase: 'rolling out', plan: '{}', ...fields };
    return { Item: Object.fromEntries(Object.entries(strings).map(([name, S]) => [name, { S }])) };
  },
});

const asking: Answers = {
  ...claimWith({ approvalToken: token, question }),
  SendTaskSuccessCommand: () => ({}),
  SendTaskFailureCommand: () => ({}),
};

describe('a question that waits', () => {
  it('is approved by whoever calls', async () => {
    const { exitCode, out, calls } = await haldane('approve shop', { answers: asking });
    expect({ exitCode, out }).toEqual({
      exitCode: 0,
      out: `Approved: ${question}\nFollow it with: haldane status shop\n`,
    });
    expect(calls.at(-1)).toEqual({
      command: 'SendTaskSuccessCommand',
      input: { taskToken: token, output: '{"approvedBy":"jane"}' },
    });
  });

  it('is approved in the name of another', async () => {
    const { out, calls } = await haldane(['approve', 'shop', '--by', ' ann\n"the boss" ', '--json'], {
      answers: asking,
    });
    expect(calls.at(-1)?.input.output).toBe('{"approvedBy":"ann \\"the boss\\""}');
    expect(JSON.parse(out)).toEqual({
      service: 'shop',
      question,
      by: 'ann "the boss"',
      answer: 'approved',
      detail: `Approved: ${question}`,
    });
  });

  it('is refused with a reason', async () => {
    const { exitCode, out, calls } = await haldane(
      ['refuse', 'shop', '--reason', 'not before\r\n\tthe sale\u0007 🙈'],
      { answers: asking },
    );
    expect(exitCode).toBe(0);
    expect(out).toBe(
      `Refused: ${question}\nThe traffic returns to the stable version. Follow it with: haldane status shop\n`,
    );
    expect(calls.at(-1)).toEqual({
      command: 'SendTaskFailureCommand',
      input: { taskToken: token, error: 'ApprovalRefused', cause: 'not before the sale 🙈' },
    });
  });

  it('is refused with as much of a reason as is read', async () => {
    const { calls } = await haldane(['refuse', 'shop', '--reason', '🙈'.repeat(60_000)], { answers: asking });
    const { cause } = calls.at(-1)?.input ?? {};
    expect(cause).toBe(`${'🙈'.repeat(499)}…`);
  });
});

/** The state of the account, and what is said instead of an answer. */
const noQuestion: readonly (readonly [what: string, answers: Answers, answer: string, words: string])[] = [
  [
    'no such service',
    { GetItemCommand: () => ({}) },
    'nothing runs',
    'There is no service shop. haldane status names those that have a rollout.',
  ],
  [
    'no rollout',
    {
      GetItemCommand: ({ Key }) =>
        JSON.stringify(Key).includes('claim')
          ? {}
          : { Item: { name: { S: 'shop' }, spec: { S: '""' }, updatedAt: { S: '2026-11-23' } } },
    },
    'nothing runs',
    'No rollout of shop is under way.',
  ],
  [
    'a rollout that asks nothing',
    claimWith({}),
    'no question',
    'The rollout of shop asks nothing. Look where it is: haldane status shop',
  ],
  [
    'a rollout that is returned',
    claimWith({ approvalToken: token, mark: 'return', markReason: 'The alarm shop-unhealthy fires.' }),
    'returning',
    'The traffic of shop is returned already: The alarm shop-unhealthy fires.',
  ],
  ...['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'].map(
    (name) =>
      [
        `a token that was used (${name})`,
        {
          ...asking,
          SendTaskSuccessCommand: () => refusal(name, 'no'),
          SendTaskFailureCommand: () => refusal(name, 'no'),
        },
        'too late',
        `No question of shop waits: the last one was answered already, or its time is over. It was: ${question} Look what followed: haldane status shop`,
      ] as const,
  ),
];

it('is answered under its next token, when the judge was just looking', async () => {
  let reads = 0;
  const { exitCode, calls } = await haldane('approve shop', {
    answers: {
      ...asking,
      GetItemCommand: (input) => {
        reads += 1;
        return claimWith({ approvalToken: reads > 2 ? 'next' : token, question }).GetItemCommand?.(input);
      },
      SendTaskSuccessCommand: ({ taskToken }) => (taskToken === 'next' ? {} : refusal('TaskTimedOut', 'no')),
    },
  });
  expect(exitCode).toBe(0);
  expect(calls.at(-1)).toMatchObject({ command: 'SendTaskSuccessCommand', input: { taskToken: 'next' } });
});

describe.each(['approve shop', 'refuse shop --reason why'])(
  'haldane %s, without a question',
  (commandLine) => {
    it.each(noQuestion)('%s', async (_what, answers, answer, words) => {
      const { exitCode, out, err } = await haldane(commandLine, { answers, columns: 1000 });
      expect({ exitCode, err, words: out.replace(/\s+/g, ' ').trim() }).toEqual({
        exitCode: 1,
        err: '',
        words,
      });
      const json = JSON.parse((await haldane(`${commandLine} --json`, { answers })).out);
      expect(json).toMatchObject({ service: 'shop', answer });
    });

    it('that may not be answered ends with 3', async () => {
      const no = () => refusal('AccessDeniedException', 'jane may not');
      const { exitCode, err } = await haldane(commandLine, {
        answers: { ...asking, SendTaskSuccessCommand: no, SendTaskFailureCommand: no },
      });
      expect(exitCode).toBe(3);
      expect(err).toMatch(/states:SendTask(Success|Failure) on the question of shop/);
    });
  },
);
