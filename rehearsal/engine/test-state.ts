import type { VirtualClock } from '../clock.ts';
import { Branch, type Host } from './branch.ts';
import { catchFailure } from './catch.ts';
import type { MapState, ParallelState, State, StateMachine, TaskState } from './definition.ts';
import { StateFailure } from './errors.ts';
import { addedFunctions } from './functions.ts';
import { History } from './history.ts';
import { uuid } from './identifiers.ts';
import { itemsOf } from './items/items.ts';
import { itemsIn } from './items/reader.ts';
import type { Json, JsonObject } from './json.ts';
import { Retries } from './retry.ts';
import { runStates } from './run-states.ts';
import { interpret } from './states/index.ts';
import { maxConcurrency, tolerance } from './states/map-fields.ts';
import { thresholdExceeded } from './states/map-run.ts';
import { Tokens } from './tokens.ts';
import { type Step, Visit } from './visit.ts';

export interface TestStateRequest {
  /** A state, or with `stateName` a machine that has it. */
  readonly definition: State | StateMachine;
  readonly stateName?: string;
  readonly input: Json;
  readonly variables?: { readonly [name: string]: Json };
  readonly context?: JsonObject;
  /** Stands for the call of a Task, or for all iterations or branches. `result` is JSON text. */
  readonly mock?: {
    readonly result?: string;
    readonly errorOutput?: { readonly error?: string; readonly cause?: string };
  };
  readonly stateConfiguration?: {
    readonly retrierRetryCount?: number;
    readonly errorCausedByState?: string;
    readonly mapIterationFailureCount?: number;
    readonly mapItemReaderData?: string;
  };
}

export interface TestStateResult {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly nextState?: string;
}

type Mockable = MapState | ParallelState | TaskState;

/** The TestState API: one state, once, with a mock in place of what it would call. */
export async function testState(
  request: TestStateRequest,
  { clock, random }: { clock: VirtualClock; random: () => number },
): Promise<TestStateResult> {
  const state = stateIn(request);
  const branch = testBranch(request, { clock, random });
  const visit = new Visit('StateName', state, request.input, branch);
  const outcome = isMockable(state) ? mocked(visit as Visit<Mockable>, request) : plain(visit);
  let isDone = false;
  const settled = outcome.finally(() => {
    isDone = true;
  });
  await clock.run(() => isDone);
  return settled;
}

async function plain(visit: Visit): Promise<TestStateResult> {
  try {
    return succeeded(await interpret(visit));
  } catch (thrown) {
    return { status: 'FAILED', ...reasonOf(thrown) };
  }
}

async function mocked(visit: Visit<Mockable>, request: TestStateRequest): Promise<TestStateResult> {
  const { retrierRetryCount = 0 } = request.stateConfiguration ?? {};
  visit.retryCount = retrierRetryCount;
  try {
    await readFields(visit, request);
    const result = resultOf(request);
    const output = await visit.leave(visit.state, result, { sight: { result } });
    return succeeded({ output, next: visit.state.Next });
  } catch (thrown) {
    const why = reasonOf(thrown);
    const failure = thrown as StateFailure;
    const retries = new Retries(visit.state.Retry, visit.branch.host.random, retrierRetryCount);
    if (retries.delayAfter(failure) !== undefined) return { status: 'RETRIABLE', ...why };
    try {
      return { ...succeeded(await catchFailure(visit, failure)), status: 'CAUGHT_ERROR', ...why };
    } catch (again) {
      return { status: 'FAILED', ...reasonOf(again) };
    }
  }
}

/** Evaluates what comes before the call, since that can fail as well. */
async function readFields(
  visit: Visit<Mockable>,
  { mock, stateConfiguration = {} }: TestStateRequest,
): Promise<void> {
  const { state } = visit;
  if (state.Type !== 'Map') {
    if (state.Arguments !== undefined) await visit.read(state.Arguments, 'Arguments');
    return;
  }
  const map = visit as Visit<MapState>;
  const { mapItemReaderData, mapIterationFailureCount = 0 } = stateConfiguration;
  const items =
    state.ItemReader !== undefined && mapItemReaderData !== undefined
      ? itemsIn(mapItemReaderData, state.ItemReader.ReaderConfig ?? {})
      : await itemsOf(map);
  await maxConcurrency(map);
  const tolerated = await tolerance(map);
  const declaresTolerance =
    state.ToleratedFailureCount !== undefined || state.ToleratedFailurePercentage !== undefined;
  const isExceeded = declaresTolerance && mapIterationFailureCount > tolerated(items.length);
  if (isExceeded && mock?.errorOutput === undefined) throw thresholdExceeded();
}

function resultOf({ mock }: TestStateRequest): Json {
  if (mock?.errorOutput !== undefined) throw new StateFailure(mock.errorOutput.error, mock.errorOutput.cause);
  return JSON.parse(mock?.result ?? 'null');
}

function succeeded({ output, next }: Step): TestStateResult {
  return { status: 'SUCCEEDED', output, ...(next !== undefined && { nextState: next }) };
}

function reasonOf(thrown: unknown): { error?: string; cause?: string } {
  if (!(thrown instanceof StateFailure)) throw thrown;
  const { error, cause } = thrown;
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

const isMockable = (state: State): state is Mockable =>
  state.Type === 'Task' || state.Type === 'Map' || state.Type === 'Parallel';

function stateIn({ definition, stateName }: TestStateRequest): State {
  if (!('States' in definition)) return definition;
  const state = definition.States[stateName ?? definition.StartAt];
  if (state === undefined) throw new Error(`There is no state '${stateName}'.`);
  return state;
}

function testBranch(
  { input, variables = {}, context, mock }: TestStateRequest,
  { clock, random }: { clock: VirtualClock; random: () => number },
): Branch {
  const account = 'arn:aws:states:us-east-1:111111111111';
  const name = uuid(random);
  const host: Host = {
    clock,
    random,
    functions: addedFunctions({ clock, random }),
    tokens: new Tokens(random),
    region: 'us-east-1',
    runTask: () => Promise.reject(new Error('a tested Task state needs a mock')),
    readS3: () => Promise.reject(new Error('a tested ItemReader needs mapItemReaderData')),
    onStatusChange: () => {},
    arn: `${account}:express:StateMachineName:${name}:${uuid(random)}`,
    stateMachineArn: `${account}:stateMachine:StateMachineName`,
    transitions: 0,
    runStates,
    crash: (thrown) => {
      throw thrown;
    },
  };
  const contextObject = context ?? {
    Execution: {
      Id: host.arn,
      Input: input,
      Name: name,
      // Recordings show a role only where a mock was given.
      RoleArn: mock === undefined ? null : 'arn:aws:iam::111111111111:role/StateMachineRole',
      StartTime: new Date(clock.now()).toISOString(),
    },
    StateMachine: { Id: host.stateMachineArn, Name: 'StateMachineName' },
  };
  return new Branch(host, new History(clock), contextObject, variables, 0);
}
