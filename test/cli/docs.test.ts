import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { type Answers, haldane, refusal, spec } from './fakes.ts';

jest.setTimeout(60_000);

const page = readFileSync('docs/cli.md', 'utf8');
const commandLines = [...page.matchAll(/^npx haldane (.*)$/gm)].map(([, line = '']) => line);

/** An account in which everything goes well. */
const answers: Answers = {
  QueryCommand: () => ({ Items: [] }),
  GetItemCommand: ({ Key }) =>
    JSON.stringify(Key).includes('"spec"')
      ? {
          Item: {
            name: { S: 'recommendation' },
            spec: { S: JSON.stringify(spec) },
            updatedAt: { S: '2026-11-23' },
          },
        }
      : {},
  PutItemCommand: () => ({}),
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
  it('shows every command', () => {
    const shown = new Set(commandLines.map((line) => line.split(' ')[0]));
    expect([...shown].sort()).toEqual(['abort', 'apply', 'rehearse', 'start', 'status', 'validate']);
  });

  it.each(commandLines)('npx haldane %s', async (line) => {
    const files = {
      'services/recommendation.yml': readFileSync('services/recommendation.yml', 'utf8'),
    };
    const { exitCode, out, err } = await haldane(line, { answers, files });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).not.toBe('');
  });

  it('has the exit codes', () => {
    for (const code of [0, 1, 2, 3]) expect(page).toContain(`\n| ${code} | `);
  });
});
