import type { ParallelState } from '../definition.ts';
import type { Json } from '../json.ts';
import { runLane, together } from '../lanes.ts';
import { withRescue } from '../retry.ts';
import type { Step, Visit } from '../visit.ts';

export function parallel(visit: Visit<ParallelState>): Promise<Step> {
  const { state, branch } = visit;
  return withRescue(
    visit,
    async () => {
      const result = await attempt(visit);
      return { output: await visit.leave(state, result, { sight: { result } }), next: state.Next };
    },
    () => {
      branch.record('ParallelStateFailed');
      branch.stateAborted = undefined;
    },
  );
}

async function attempt(visit: Visit<ParallelState>): Promise<Json> {
  const { state, branch, input } = visit;
  const given = state.Arguments === undefined ? input : await visit.read(state.Arguments, 'Arguments');
  branch.record('ParallelStateStarted');
  const lanes = state.Branches.map(async (states) => {
    const lane = branch.fork();
    const output = await runLane(states, given, lane);
    branch.previousEventId = lane.previousEventId;
    lane.end();
    return output;
  });
  const results = await together(branch, lanes);
  branch.note('ParallelStateSucceeded');
  return results;
}
