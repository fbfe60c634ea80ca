import { describe, expect, it } from '@jest/globals';
import { TaskFailure } from '../../../rehearsal/engine/index.ts';
import { rehearse, timeline, typesOf } from './rehearse.ts';

const watch = (Resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken') => ({
  StartAt: 'Watch',
  States: { Watch: { Type: 'Task', Resource, End: true } },
});

describe('Parallel', () => {
  it('abandons the other branches when one fails: what they run is told, and they write no more', async () => {
    const { engine, clock, calls, execution, finish } = rehearse(
      {
        Both: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'Shift',
              States: { Shift: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
            },
            { StartAt: 'Bake', States: { Bake: { Type: 'Wait', Seconds: 600, End: true } } },
            watch(),
          ],
          Catch: [{ ErrorEquals: ['Alarm'], Next: 'Return' }],
          End: true,
        },
        Return: { Type: 'Wait', Seconds: 100, End: true },
      },
      {
        task: async (call, time) => {
          if (call.stateName === 'Shift') await time.sleep(90_000);
          return null;
        },
      },
    );
    clock.schedule(clock.now() + 60_000, () => {
      engine.sendTaskFailure(
        calls.find(({ taskToken }) => taskToken)?.taskToken ?? '',
        'Alarm',
        'too many errors',
      );
    });
    await finish();
    expect(execution.status).toBe('SUCCEEDED');
    expect(calls.find(({ stateName }) => stateName === 'Shift')?.signal.aborted).toBe(true);
    const after = timeline(execution.history).filter(([seconds]) => Number(seconds) >= 60);
    expect(after).toEqual([
      [60, 'TaskFailed'],
      [60, 'TaskStateAborted'],
      [60, 'WaitStateAborted'],
      [60, 'TaskStateAborted'],
      [60, 'ParallelStateFailed'],
      [60, 'ParallelStateExited'],
      [60, 'WaitStateEntered'],
      [160, 'WaitStateExited'],
      [160, 'ExecutionSucceeded'],
    ]);
    const failed = execution.history.find(({ type }) => type === 'TaskFailed');
    for (const event of execution.history.filter(({ type }) =>
      /Aborted|ParallelStateFailed/.test(type ?? ''),
    )) {
      expect(event.previousEventId).toBe(failed?.id);
    }
  });

  it('closes the tokens of abandoned branches, and those inside them', async () => {
    const { engine, clock, calls, execution } = rehearse(
      {
        Outer: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'Inner',
              States: { Inner: { Type: 'Parallel', Branches: [watch()], End: true } },
            },
            {
              StartAt: 'Wait',
              States: {
                Wait: { Type: 'Wait', Seconds: 1, Next: 'Fail' },
                Fail: { Type: 'Fail', Error: 'No' },
              },
            },
          ],
          End: true,
        },
      },
      { task: async () => null },
    );
    await clock.run();
    expect(execution).toMatchObject({ status: 'FAILED', error: 'No' });
    expect(typesOf(execution.history).slice(-5)).toEqual([
      'FailStateEntered',
      'ParallelStateAborted',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
    expect(() => engine.sendTaskSuccess(calls[0]?.taskToken ?? '', 1)).toThrow('does not exist anymore');
  });

  it('gives the outputs in the order of the branches, whoever ends first', async () => {
    const lane = (name: string, Seconds: number) => ({
      StartAt: name,
      States: { [name]: { Type: 'Wait', Seconds, Output: name, End: true } },
    });
    const { finish } = rehearse({
      All: { Type: 'Parallel', Branches: [lane('a', 3), lane('b', 1), lane('c', 2)], End: true },
    });
    expect((await finish()).output).toEqual(['a', 'b', 'c']);
  });

  it('is tried again as a whole', async () => {
    let tries = 0;
    const { execution, finish } = rehearse(
      {
        All: {
          Type: 'Parallel',
          Branches: [watch('arn:aws:states:::lambda:invoke')],
          Retry: [{ ErrorEquals: ['Flaky'] }],
          End: true,
        },
      },
      {
        task: async () => {
          tries += 1;
          if (tries < 3) throw new TaskFailure('Flaky', 'again');
          return tries;
        },
      },
    );
    await finish();
    expect(execution.output).toEqual([3]);
    expect(typesOf(execution.history).filter((type) => type?.startsWith('Parallel'))).toEqual([
      'ParallelStateEntered',
      'ParallelStateStarted',
      'ParallelStateStarted',
      'ParallelStateStarted',
      'ParallelStateSucceeded',
      'ParallelStateExited',
    ]);
  });
});
