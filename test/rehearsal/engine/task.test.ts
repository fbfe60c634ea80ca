import { describe, expect, it } from '@jest/globals';
import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from '../../../rehearsal/engine/index.ts';
import { rehearse, timeline } from './rehearse.ts';

const callback = {
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Arguments: { Token: '{% $states.context.Task.Token %}' },
  End: true,
};

describe('a task with a token', () => {
  it('goes on with what SendTaskSuccess says, and closes the token', async () => {
    const { engine, clock, calls, execution, finish } = rehearse({ Ask: callback });
    await clock.run();
    const token = calls[0]?.taskToken ?? '';
    expect(calls[0]?.arguments).toEqual({ Token: token });
    engine.sendTaskSuccess(token, { approved: true });
    await finish();
    expect(execution.output).toEqual({ approved: true });
    expect(() => engine.sendTaskSuccess(token, {})).toThrow(TaskTimedOut);
    expect(() => engine.sendTaskHeartbeat(token)).toThrow(TaskTimedOut);
    expect(() => engine.sendTaskFailure(`${token.slice(0, -8)}AAAAAAAA`)).toThrow(TaskDoesNotExist);
    expect(() => engine.sendTaskSuccess('no token', {})).toThrow(InvalidToken);
  });

  it('can be answered by the very call that carries the token', async () => {
    const answered = rehearse(
      { Ask: callback },
      {
        task: async ({ taskToken = '' }) => {
          answered.engine.sendTaskSuccess(taskToken, 'early');
          return 'late';
        },
      },
    );
    expect((await answered.finish()).output).toBe('early');
    expect(answered.execution.history.map(({ type }) => type)).not.toContain('TaskSubmitted');
  });

  it('fails with error and cause, either of which may be missing', async () => {
    const { engine, clock, calls, finish } = rehearse({ Ask: callback });
    await clock.run();
    engine.sendTaskFailure(calls[0]?.taskToken ?? '', 'Refused');
    expect(await finish()).toMatchObject({ status: 'FAILED', error: 'Refused', cause: undefined });
  });

  it('lives on heartbeats, and is caught as States.HeartbeatTimeout when they stop', async () => {
    const { engine, clock, calls, execution, finish } = rehearse({
      Ask: {
        ...callback,
        HeartbeatSeconds: '{% 5 * 2 %}',
        Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' }],
      },
      Silent: { Type: 'Pass', End: true },
    });
    for (const seconds of [8, 16]) {
      clock.schedule(clock.now() + seconds * 1000, () => engine.sendTaskHeartbeat(calls[0]?.taskToken ?? ''));
    }
    await finish();
    expect(timeline(execution.history)).toContainEqual([26, 'TaskTimedOut']);
    expect(execution.output).toEqual({ Error: 'States.Timeout', Cause: '' });
  });
});

describe('a task that takes too long', () => {
  it('is given up at TimeoutSeconds: its signal is aborted, its answer not heard', async () => {
    const { calls, execution, finish } = rehearse(
      { Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', TimeoutSeconds: 30, End: true } },
      {
        task: async (_, clock) => {
          await clock.sleep(60_000);
          return 'too late';
        },
      },
    );
    await finish();
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
    expect(timeline(execution.history).slice(-2)).toEqual([
      [30, 'TaskTimedOut'],
      [30, 'ExecutionFailed'],
    ]);
    expect(calls[0]?.signal.aborted).toBe(true);
  });

  it('ends with an execution that is stopped or times out', async () => {
    for (const timeoutSeconds of [undefined, 45]) {
      const { clock, calls, execution, finish } = rehearse(
        { Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true } },
        { task: () => new Promise(() => {}), ...(timeoutSeconds !== undefined && { timeoutSeconds }) },
      );
      if (timeoutSeconds === undefined)
        clock.schedule(clock.now() + 5000, () => execution.stop('Enough', 'by hand'));
      await finish();
      expect(calls[0]?.signal.aborted).toBe(true);
      expect(execution).toMatchObject(
        timeoutSeconds === undefined
          ? { status: 'ABORTED', error: 'Enough', cause: 'by hand' }
          : { status: 'TIMED_OUT', error: undefined, cause: undefined },
      );
      expect(timeline(execution.history).at(-1)).toEqual(
        timeoutSeconds === undefined ? [5, 'ExecutionAborted'] : [45, 'ExecutionTimedOut'],
      );
      expect(await execution.finished).toBe(execution);
    }
  });
});

describe('data of tasks', () => {
  it('a bug in the simulation is no failure of a task: nothing catches it', async () => {
    const { clock, execution } = rehearse(
      {
        Work: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Work' }],
          End: true,
        },
      },
      { task: () => Promise.reject(new RangeError('a bug')) },
    );
    const broken = expect(execution.finished).rejects.toThrow('a bug');
    await clock.run();
    await broken;
  });
});
