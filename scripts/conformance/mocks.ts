import type { Clock } from '../../rehearsal/clock.ts';
import { type Engine, type Json, type TaskCall, TaskFailure } from '../../rehearsal/engine/index.ts';
import { differences } from './compare.ts';
import type { Attempt, Recording } from './recording.ts';

/** Answers tasks as the recorded services did, each attempt by one recorded attempt of its state. */
export function mockedTasks(recording: Recording, clock: Clock, engine: () => Engine) {
  const left = new Map(
    Object.entries(recording.mocks ?? {}).map(([name, attempts]) => [name, [...attempts]]),
  );

  return async (call: TaskCall): Promise<Json> => {
    const attempt = take(left.get(call.stateName) ?? [], call);
    if (attempt === undefined) {
      throw new TaskFailure('Conformance.NoMock', `${call.stateName} has no further recorded attempt`);
    }
    const { taskToken } = call;
    if (
      call.resource.endsWith('.waitForTaskToken') &&
      attempt.submitted !== undefined &&
      taskToken !== undefined
    ) {
      clock.schedule(clock.now() + 1, () => answerByToken(engine(), taskToken, attempt));
      return attempt.submitted;
    }
    if (attempt.submitted !== undefined) call.submit(attempt.submitted);
    if (attempt.hang) return new Promise(() => {});
    if (attempt.error !== undefined)
      throw new TaskFailure(attempt.error ?? undefined, attempt.cause ?? undefined);
    return attempt.output ?? null;
  };
}

/** Iterations that run side by side are told apart by their input. */
function take(attempts: Attempt[], { arguments: given }: TaskCall): Attempt | undefined {
  const fitting = attempts.findIndex(
    ({ input }) => input === undefined || differences(input, given).length === 0,
  );
  return attempts.splice(Math.max(0, fitting), 1)[0];
}

function answerByToken(engine: Engine, token: string, attempt: Attempt): void {
  if (attempt.hang) return;
  if (attempt.error === undefined) engine.sendTaskSuccess(token, attempt.output ?? null);
  else engine.sendTaskFailure(token, attempt.error ?? undefined, attempt.cause ?? undefined);
}
