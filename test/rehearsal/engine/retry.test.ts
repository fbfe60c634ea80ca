import { describe, expect, it } from '@jest/globals';
import { TaskFailure } from '../../../rehearsal/engine/index.ts';
import { rehearse, START_MILLIS } from './rehearse.ts';

const lambda = 'arn:aws:states:::lambda:invoke';

describe('Retry', () => {
  it.each([
    ['defaults: 1 s, doubled, three times', {}, [0, 1, 3, 7]],
    ['another interval and rate', { IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3 }, [0, 2, 8, 26]],
    ['a longest delay', { IntervalSeconds: 10, MaxDelaySeconds: 15, MaxAttempts: 3 }, [0, 10, 25, 40]],
    ['a constant delay', { IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2 }, [0, 5, 10]],
    ['no attempt', { MaxAttempts: 0 }, [0]],
  ])('%s', async (_, retrier, expected) => {
    expect(await secondsOfAttempts(retrier)).toEqual(expected);
  });

  it('with full jitter waits for a part of the interval, as chance has it', async () => {
    const chances = [0.25, 0, 0.75];
    const drawn: number[] = [];
    const random = () => {
      const chance = chances[drawn.length % 3] ?? 0;
      drawn.push(chance);
      return chance;
    };
    const seconds = await secondsOfAttempts({ IntervalSeconds: 4, JitterStrategy: 'FULL' }, random);
    const most = [4, 8, 16];
    for (const [index, limit] of most.entries()) {
      const waited = (seconds[index + 1] ?? 0) - (seconds[index] ?? 0);
      expect(waited).toBeGreaterThanOrEqual(0);
      expect(waited).toBeLessThan(limit);
      expect(chances).toContain(waited / limit);
    }
  });

  it('counts each retrier for itself, and the retries as transitions', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const { execution, calls, finish } = rehearse(
      {
        Work: {
          Type: 'Task',
          Resource: lambda,
          Arguments: { count: '{% $states.context.State.RetryCount %}' },
          Retry: [
            { ErrorEquals: ['A'], MaxAttempts: 2 },
            { ErrorEquals: ['B'], MaxAttempts: 2 },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
      { task: ({ attempt }) => Promise.reject(new TaskFailure(errors[attempt], 'because')) },
    );
    await finish();
    expect(calls.map((call) => call.arguments)).toEqual([0, 1, 2, 3, 4].map((count) => ({ count })));
    expect(execution.output).toEqual({ Error: 'A', Cause: 'because' });
    expect(execution.transitions).toBe(2 + 4);
  });

  it.each([
    [['States.ALL'], 'Any', true],
    [['States.ALL'], 'States.DataLimitExceeded', true],
    [['States.ALL'], 'States.Runtime', false],
    [['States.TaskFailed'], 'Any', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['Other', 'Any'], 'Any', true],
    [['Other'], 'Any', false],
  ])('%j is asked about %s: %s', async (ErrorEquals, error, isCaught) => {
    const { finish } = rehearse(
      {
        Work: { Type: 'Task', Resource: lambda, Catch: [{ ErrorEquals, Next: 'Caught' }], End: true },
        Caught: { Type: 'Pass', End: true },
      },
      { task: () => Promise.reject(new TaskFailure(error, 'why')) },
    );
    expect((await finish()).status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });
});

async function secondsOfAttempts(retrier: object, random?: () => number): Promise<number[]> {
  const seconds: number[] = [];
  const { finish } = rehearse(
    {
      Work: {
        Type: 'Task',
        Resource: lambda,
        Retry: [{ ErrorEquals: ['States.ALL'], ...retrier }],
        End: true,
      },
    },
    {
      ...(random && { random }),
      task: async (_, clock) => {
        seconds.push((clock.now() - START_MILLIS) / 1000);
        throw new TaskFailure('Broken', 'always');
      },
    },
  );
  expect(await finish()).toMatchObject({ status: 'FAILED', error: 'Broken', cause: 'always' });
  return seconds;
}
