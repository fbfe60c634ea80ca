import type { Branch } from './branch.ts';
import type { States } from './definition.ts';
import { StateFailure } from './errors.ts';
import type { Json } from './json.ts';

/** Which of the branches that ran side by side failed. */
class LaneFailure extends Error {
  override readonly name = 'LaneFailure';
  readonly lane: Branch;
  readonly failure: StateFailure;

  constructor(lane: Branch, failure: StateFailure) {
    super(failure.message);
    this.lane = lane;
    this.failure = failure;
  }
}

/** Runs the states of one fork, for `together` to wait for. */
export async function runLane(states: States, input: Json, lane: Branch): Promise<Json> {
  try {
    return await lane.host.runStates(states, input, lane);
  } catch (thrown) {
    throw thrown instanceof StateFailure ? new LaneFailure(lane, thrown) : thrown;
  }
}

/**
 * Waits for work that runs in forks of a branch. The first failure ends all of them, but not before this very
 * instant is over: what happens at the same time still happens, as recordings of simultaneous timeouts show.
 */
export async function together<T>(
  branch: Branch,
  work: readonly Promise<T>[],
  failed: (lane: Branch) => void = () => {},
): Promise<T[]> {
  try {
    return await Promise.all(work);
  } catch (thrown) {
    if (!(thrown instanceof LaneFailure)) throw thrown;
    const { lane, failure } = thrown;
    await branch.sleep(0);
    branch.previousEventId = lane.previousEventId;
    failed(lane);
    branch.abandonForks(lane.previousEventId);
    throw failure;
  }
}
