import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { type Answers, haldane, refusal, spec } from './fakes.ts';

jest.setTimeout(60_000);

const page = readFileSync('docs/cli.md', 'utf8');
const commandLines = [...page.matchAll(/^npx haldane (.*)$/gm)].map(([, line = '']) => line);

/** As a shell does with what is quoted. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

const strings = (fields: Readonly<Record<string, string>>) => ({
  Item: Object.fromEntries(Object.entries(fields).map(([name, S]) => [name, { S }])),
});
const items = {
  spec: strings({ name: 'recommendation', spec: JSON.stringify(spec), updatedAt: '2026-11-23' }),
  claim: strings({
    name: 'recommendation',
    holder: 'arn:one',
    phase: 'rolling out',
    plan: '{}',
    approvalToken: 'AQC4',
    question: 'May v42 get 50% of the traffic?',
  }),
  switch: {},
};

/** An account in which everything goes well. */
const answers: Answers = {
  QueryCommand: () => ({ Items: [] }),
  GetItemCommand: ({ Key }) =>
    Object.entries(items).find(([kind]) => JSON.stringify(Key).includes(`"${kind}"`))?.[1],
  PutItemCommand: () => ({}),
  UpdateItemCommand: () => ({}),
  DeleteItemCommand: () => ({}),
  SendTaskSuccessCommand: () => ({}),
  SendTaskFailureCommand: () => ({}),
  GetExecutionHistoryCommand: () => ({ events: [] }),
  GetTemplateCommand: () => refusal('AccessDenied', 'jane may not'),
  DescribeExecutionCommand: () => refusal('ExecutionDoesNotExist', 'none'),
  ListExecutionsCommand: () => ({}),
  StartExecutionCommand: () => ({}),
  InvokeCommand: () => ({
    Payload: new TextEncoder().encode(
      JSON.stringify({ interruptions: [{ service: 'recommendation', answer: 'returned', detail: '' }] }),
    ),
  }),
};

describe('docs/cli.md', () => {
  it('shows every command', async () => {
    const shown = new Set(commandLines.map((line) => line.split(' ')[0]));
    const names = (await haldane('--help')).out.matchAll(/^ {2}(\w+) \[options\]/gm);
    expect([...shown].sort()).toEqual([...names].map(([, name]) => name).sort());
  });

  it.each(commandLines)('npx haldane %s', async (line) => {
    const files = {
      'services/recommendation.yml': readFileSync('services/recommendation.yml', 'utf8'),
    };
    const { exitCode, out, err } = await haldane(wordsOf(line), { answers, files });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).not.toBe('');
  });

  it('has the exit codes', () => {
    for (const code of [0, 1, 2, 3]) expect(page).toContain(`\n| ${code} | `);
  });
});
