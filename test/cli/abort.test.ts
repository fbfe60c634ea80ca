import { describe, expect, it } from '@jest/globals';
import { haldane, refusal } from './fakes.ts';

const payload = (json: unknown) => ({ Payload: new TextEncoder().encode(JSON.stringify(json)) });
const says = (answer: string, detail = '') => ({
  InvokeCommand: () => payload({ interruptions: [{ service: 'shop', answer, detail }] }),
});

describe('haldane abort', () => {
  it('asks the handler that returns the traffic, and says how long it took', async () => {
    const { exitCode, out, calls } = await haldane('abort shop --reason checkout', {
      answers: says('returned'),
    });
    expect(exitCode).toBe(0);
    expect(out).toBe('All traffic of shop is back on the stable version (took 0.8 s).\n');
    expect(calls.at(-1)?.input).toEqual({
      FunctionName: 'haldane-dev-interrupt',
      Payload: '{"abort":{"service":"shop","reason":"checkout","by":"jane"}}',
    });
  });

  it.each([
    [
      'nothing runs',
      { InvokeCommand: () => payload({ interruptions: [] }) },
      'No rollout of shop is running: nothing to return.\n',
    ],
    [
      'too late',
      says('too late', 'The old version is being removed.'),
      'Too late to return shop: The old version is being removed.\n',
    ],
    [
      'failed',
      says('failed', 'could not mark the claim'),
      'The traffic of shop may not be back yet: could not mark the claim\n',
    ],
  ])('answers no: %s', async (_what, answers, sentence) => {
    const { exitCode, out } = await haldane('abort shop', { answers });
    expect({ exitCode, out }).toEqual({ exitCode: 1, out: sentence });
  });

  it.each([
    ['', 'no reason given'],
    ['two\nlines', 'two lines'],
    ['x'.repeat(5000), `${'x'.repeat(999)}…`],
  ])('never fails for its reason', async (reason, told) => {
    const { exitCode, calls } = await haldane(['abort', 'shop', '--reason', reason], {
      answers: says('returned'),
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(String(calls.at(-1)?.input.Payload)).abort.reason).toBe(told);
  });

  it('waits for nobody to learn who asks', async () => {
    const answers = { ...says('returned'), GetCallerIdentityCommand: () => refusal('TimeoutError', 'slow') };
    const { exitCode, calls } = await haldane('abort shop', { answers });
    expect(exitCode).toBe(0);
    expect(calls.at(-1)?.input.Payload).toContain('"by":"jane-at-her-laptop"');
  });

  it.each([
    [
      'may not be invoked',
      { InvokeCommand: () => refusal('AccessDeniedException', 'jane may not') },
      'jane may not',
    ],
    [
      'failed',
      {
        InvokeCommand: () => ({
          FunctionError: 'Unhandled',
          ...payload({ errorMessage: 'shop: could not return' }),
        }),
      },
      'haldane-dev-interrupt failed: shop: could not return',
    ],
  ])('sends an event where the handler %s', async (_what, answers, why) => {
    const { exitCode, out, calls } = await haldane('abort shop --json', {
      answers: { ...answers, PutEventsCommand: () => ({ FailedEntryCount: 0 }) },
    });
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toEqual({
      service: 'shop',
      answer: 'asked',
      detail: expect.stringContaining(why),
    });
    expect(calls.at(-1)?.input).toEqual({
      Entries: [
        {
          Source: 'haldane',
          DetailType: 'Abort Requested',
          Detail: '{"service":"shop","reason":"no reason given","by":"jane"}',
        },
      ],
    });
  });

  it('ends with 3 if neither way works', async () => {
    const no = () => refusal('AccessDeniedException', 'jane may not');
    const { exitCode } = await haldane('abort shop', {
      answers: { InvokeCommand: no, PutEventsCommand: no },
    });
    expect(exitCode).toBe(3);
  });
});
