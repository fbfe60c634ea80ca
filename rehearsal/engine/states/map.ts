import type { MapState } from '../definition.ts';
import { itemsOf } from '../items/items.ts';
import type { Json } from '../json.ts';
import { runLane, together } from '../lanes.ts';
import { withRescue } from '../retry.ts';
import type { Step, Visit } from '../visit.ts';
import { maxConcurrency, selected, tolerance } from './map-fields.ts';
import { mapRun } from './map-run.ts';

/** The most iterations of an inline Map at once: "Map state processing modes" in the Step Functions guide. */
const INLINE_CONCURRENCY = 40;

export function map(visit: Visit<MapState>): Promise<Step> {
  const { state, branch } = visit;
  const isDistributed = state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
  return withRescue(
    visit,
    async () => {
      const result = await (isDistributed ? mapRun(visit) : mapInline(visit));
      return { output: await visit.leave(state, result, { sight: { result } }), next: state.Next };
    },
    () => {
      branch.record('MapStateFailed');
      branch.stateAborted = undefined;
    },
  );
}

async function mapInline(visit: Visit<MapState>): Promise<Json> {
  const { state, branch, name } = visit;
  const items = await itemsOf(visit);
  const concurrency = await maxConcurrency(visit);
  await tolerance(visit);
  const startedId = branch.record('MapStateStarted', {
    mapStateStartedEventDetails: { length: items.length },
  });

  const outputs: Json[] = [];
  const indexOf = new Map<object, number>();
  let nextIndex = 0;
  const worker = async () => {
    let previousEventId = startedId;
    while (nextIndex < items.length) {
      const index = nextIndex++;
      const lane = branch.fork();
      indexOf.set(lane, index);
      lane.previousEventId = previousEventId;
      lane.record('MapIterationStarted', { mapIterationStartedEventDetails: { name, index } });
      lane.iterationAborted = { mapIterationAbortedEventDetails: { name, index } };
      const input = await selected(visit, items[index] ?? null, index);
      outputs[index] = await runLane(state.ItemProcessor, input, lane);
      previousEventId = lane.previousEventId;
      branch.previousEventId = lane.note('MapIterationSucceeded', {
        mapIterationSucceededEventDetails: { name, index },
      });
      lane.end();
    }
  };
  const workers = Array.from({ length: Math.min(concurrency || INLINE_CONCURRENCY, items.length) }, worker);
  await together(branch, workers, (lane) => {
    const index = indexOf.get(lane) ?? 0;
    lane.note('MapIterationFailed', { mapIterationFailedEventDetails: { name, index } });
    lane.iterationAborted = undefined;
  });
  branch.note('MapStateSucceeded');
  return outputs;
}
