import type { Branch } from './branch.ts';
import { StateFailure } from './errors.ts';
import type { Json } from './json.ts';
import type { TaskCall } from './task-call.ts';

interface Waiting {
  /** The call, but for what this wait itself provides. */
  readonly call: Omit<TaskCall, 'signal' | 'submit'>;
  /** The answer of the call is not the result: that comes by token. */
  readonly resultComesByToken: boolean;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  /** Told of the immediate answer of the service. */
  submitted(answer: Json): void;
}

/** Starts a task and waits for its result, from wherever it comes first. Never settles once the branch is over. */
export function answerTo(branch: Branch, waiting: Waiting): Promise<Json> {
  const { host } = branch;
  const { clock, tokens } = host;
  const { call } = waiting;
  const { promise, resolve, reject } = Promise.withResolvers<Json>();
  const abort = new AbortController();
  let isOpen = true;
  let cancelHeartbeat = () => {};

  const close = (tell: () => void) => {
    if (!isOpen) return;
    isOpen = false;
    forget();
    cancelTimeout();
    cancelHeartbeat();
    if (call.taskToken !== undefined) tokens.close(call.taskToken);
    tell();
  };
  const giveUp = () => close(() => abort.abort());
  const timeOut = (...aliases: string[]) =>
    close(() => {
      abort.abort();
      reject(new StateFailure('States.Timeout', undefined, { aliases }));
    });
  const expectHeartbeat = () => {
    cancelHeartbeat();
    if (waiting.heartbeatSeconds === undefined || call.taskToken === undefined) return;
    // In the history a missed heartbeat is a States.Timeout as well; Retry and Catch know both names.
    const atMillis = clock.now() + waiting.heartbeatSeconds * 1000;
    cancelHeartbeat = clock.schedule(atMillis, () => timeOut('States.HeartbeatTimeout'));
  };

  const forget = branch.onEnd(giveUp);
  const cancelTimeout =
    waiting.timeoutSeconds === undefined
      ? () => {}
      : clock.schedule(clock.now() + waiting.timeoutSeconds * 1000, timeOut);
  expectHeartbeat();
  if (call.taskToken !== undefined) {
    tokens.await(call.taskToken, {
      succeed: (output) => close(() => resolve(output)),
      fail: (failure) => close(() => reject(failure)),
      heartbeat: expectHeartbeat,
    });
  }

  const submit = (answer: Json) => {
    if (isOpen) waiting.submitted(answer);
  };
  host.runTask({ ...call, signal: abort.signal, submit }).then(
    (answer) => (waiting.resultComesByToken ? submit(answer) : close(() => resolve(answer))),
    (thrown) => (thrown instanceof StateFailure ? close(() => reject(thrown)) : branch.host.crash(thrown)),
  );
  return promise;
}
