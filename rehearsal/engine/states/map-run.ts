import type { Branch } from '../branch.ts';
import type { MapState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import { History, reason } from '../history.ts';
import { nameOf, uuid } from '../identifiers.ts';
import { batchesOf } from '../items/batches.ts';
import { itemsOf } from '../items/items.ts';
import { type Json, type JsonObject, textOf } from '../json.ts';
import type { Visit } from '../visit.ts';
import { maxConcurrency, selected, tolerance } from './map-fields.ts';

/** "Map state processing modes" in the Step Functions guide. */
const DISTRIBUTED_CONCURRENCY = 10_000;

/** A distributed Map state: each item, or batch of items, is a child execution with a history of its own. */
export async function mapRun(visit: Visit<MapState>): Promise<Json> {
  const { state, branch, name } = visit;
  const { host } = branch;
  const concurrency = await maxConcurrency(visit);
  const tolerated = await tolerance(visit);
  const given = state.ItemReader === undefined ? await itemsOf(visit) : undefined;

  const label = state.Label ?? name.replaceAll(/[^A-Za-z0-9_-]/g, '');
  const runId = uuid(host.random);
  const machine = nameOf(host.stateMachineArn);
  const arnStart = host.stateMachineArn.replace(/:stateMachine:.*$/, '');
  branch.record('MapStateStarted', { mapStateStartedEventDetails: { length: given?.length ?? 0 } });
  branch.record('MapRunStarted', {
    mapRunStartedEventDetails: { mapRunArn: `${arnStart}:mapRun:${machine}/${label}:${runId}` },
  });
  try {
    const items = given ?? (await itemsOf(visit));
    const inputs: Json[] = [];
    for (const [index, item] of items.entries()) inputs.push(await selected(visit, item, index));
    const outputs = await runChildren(
      visit,
      await batchesOf(visit, inputs),
      concurrency || DISTRIBUTED_CONCURRENCY,
      tolerated,
      (childName) => `${arnStart}:execution:${machine}/${label}:${childName}`,
    );
    branch.record('MapRunSucceeded');
    branch.note('MapStateSucceeded');
    return outputs;
  } catch (failure) {
    if (failure instanceof StateFailure && failure.error !== 'States.QueryEvaluationError') {
      branch.record('MapRunFailed', { mapRunFailedEventDetails: reason(failure) });
    }
    throw failure;
  }
}

async function runChildren(
  visit: Visit<MapState>,
  inputs: readonly Json[],
  concurrency: number,
  tolerated: (childCount: number) => number,
  arnOf: (childName: string) => string,
): Promise<Json> {
  const { branch, state } = visit;
  const { host } = branch;
  const outputs = new Map<number, Json>();
  const children = new Set<Branch>();
  const mostFailures = tolerated(inputs.length);
  let nextIndex = 0;
  let failures = 0;
  const worker = async () => {
    while (nextIndex < inputs.length) {
      const index = nextIndex++;
      const input = inputs[index] ?? null;
      const child = childExecution(branch, arnOf(uuid(branch.host.random)), input);
      children.add(child);
      try {
        outputs.set(index, await host.runStates(state.ItemProcessor, input, child));
      } catch (thrown) {
        if (!(thrown instanceof StateFailure)) throw thrown;
        failures += 1;
        if (failures > mostFailures) throw thresholdExceeded();
      }
      child.end();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, worker));
  } finally {
    for (const child of children) child.end();
  }
  return inputs.flatMap((_, index) => (outputs.has(index) ? [outputs.get(index) ?? null] : []));
}

export const thresholdExceeded = () =>
  new StateFailure(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );

function childExecution(branch: Branch, arn: string, input: Json): Branch {
  const history = new History(branch.host.clock);
  const { Execution, ...context } = branch.context;
  const child = branch.spawn(history, {
    ...context,
    Execution: {
      ...(Execution as JsonObject),
      Id: arn,
      Input: input,
      Name: nameOf(arn),
      StartTime: new Date(branch.host.clock.now()).toISOString(),
    },
  });
  child.note('ExecutionStarted', { executionStartedEventDetails: { input: textOf(input) } });
  return child;
}
