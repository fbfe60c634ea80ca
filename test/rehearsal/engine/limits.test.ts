import { describe, expect, it } from '@jest/globals';
import { rehearse, typesOf } from './rehearse.ts';

const large = 'x'.repeat(262_143);

describe('limits', () => {
  it('the event 25,000 is the end of the execution', async () => {
    const { finish } = rehearse({ Again: { Type: 'Pass', Next: 'Again' } });
    const { history, ...execution } = await finish();
    expect(execution).toMatchObject({
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(history.length).toBe(25_000);
    expect(history.at(-1)?.type).toBe('ExecutionFailed');
  });

  it('a task whose result is too large fails, and can be caught', async () => {
    const { execution, finish } = rehearse(
      {
        Work: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
      { task: async () => large },
    );
    await finish();
    expect(typesOf(execution.history)).toContain('TaskFailed');
    expect(execution.output).toEqual({
      Error: 'States.DataLimitExceeded',
      Cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  it('bytes count, not letters', async () => {
    const output = async (text: string) =>
      (await rehearse({ Only: { Type: 'Pass', Output: text, End: true } }).finish()).error;
    expect(await output('x'.repeat(262_142))).toBe(undefined);
    expect(await output('x'.repeat(262_143))).toBe('States.DataLimitExceeded');
    expect(await output('é'.repeat(131_071))).toBe(undefined);
    expect(await output('é'.repeat(131_072))).toBe('States.DataLimitExceeded');
  });

  it('what one state assigns is limited as well', async () => {
    const { finish } = rehearse({ Only: { Type: 'Pass', Assign: { a: large, b: large }, End: true } });
    expect((await finish()).error).toBe('States.DataLimitExceeded');
  });
});

describe('names of executions', () => {
  it('are used once, but a start repeated while it runs is the same start', async () => {
    const { engine, execution, finish } = rehearse(
      { Wait: { Type: 'Wait', Seconds: 5, End: true } },
      { input: { a: 1 } },
    );
    const again = (input: object) =>
      engine.start({
        definition: '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
        stateMachineArn: execution.stateMachineArn,
        name: 'one',
        input: input as { a: number },
      });
    expect(again({ a: 1 })).toBe(execution);
    expect(() => again({ a: 2 })).toThrow('Execution Already Exists');
    await finish();
    expect(() => again({ a: 1 })).toThrow('Execution Already Exists');
  });
});
