import { virtualClock } from '../../rehearsal/clock.ts';
import type { StateMachine } from '../../rehearsal/engine/definition.ts';
import { createEngine, type Engine, InvalidDefinition, type Json } from '../../rehearsal/engine/index.ts';
import { type TestStateRequest, testState } from '../../rehearsal/engine/test-state.ts';
import { validate } from '../../rehearsal/engine/validate.ts';
import { differences } from './compare.ts';
import { eventDifferences } from './events.ts';
import { mockedTasks } from './mocks.ts';
import type { Recording } from './recording.ts';

const STATE_MACHINE_ARN = 'arn:aws:states:us-east-1:111111111111:stateMachine:recorded';

/** What differs between the recording and what the engine does; nothing if it conforms. */
export async function runRecording(recording: Recording): Promise<string[]> {
  return run(recording).catch((thrown: unknown) => [`broke: ${thrown}`]);
}

function run(recording: Recording): Promise<string[]> {
  switch (recording.kind) {
    case 'create':
      return runCreate(recording);
    case 'testState':
      return runTestState(recording);
    default:
      return runExecution(recording);
  }
}

async function runExecution(recording: Recording): Promise<string[]> {
  const { expected, s3 = {}, type = 'STANDARD' } = recording;
  const clock = virtualClock(Date.parse(recording.startTime ?? '2026-01-01T00:00:00Z'));
  const engine: Engine = createEngine({
    clock,
    random: seeded(),
    runTask: mockedTasks(recording, clock, () => engine),
    readS3: async (bucket, key) => {
      const body = s3[`${bucket}/${key}`];
      if (body === undefined) throw new Error(`No such object: ${bucket}/${key}`);
      return body;
    },
  });
  const execution = engine.start({
    definition: recording.definition as unknown as StateMachine,
    stateMachineArn: STATE_MACHINE_ARN,
    input: recording.input,
    type,
  });
  await clock.run(() => execution.status !== 'RUNNING');

  const { status, output, error, cause } = execution;
  const actual = { status, ...defined({ output, error, cause }) };
  const wanted = {
    status: expected.status,
    ...defined({ output: expected.output, error: expected.error, cause: expected.cause }),
  };
  return [...differences(wanted as Json, actual as Json), ...eventDifferences(recording, execution.history)];
}

async function runCreate({ definition, expected }: Recording): Promise<string[]> {
  try {
    validate(definition as unknown as StateMachine | string);
  } catch (thrown) {
    if (!(thrown instanceof InvalidDefinition)) throw thrown;
    return differences(expected.create_error, { code: thrown.name, message: thrown.message });
  }
  return ['the definition was accepted'];
}

async function runTestState({ definition, input, request, expected }: Recording): Promise<string[]> {
  const clock = virtualClock(Date.parse('2026-01-01T00:00:00Z'));
  const asked = { definition, input, ...request } as unknown as TestStateRequest;
  const actual = await testState(asked, { clock, random: seeded() });
  const { inspectionData: _, ...wanted } = expected.testState ?? {};
  return differences(wanted, { ...actual });
}

const defined = (members: { readonly [key: string]: Json | undefined }) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** Park and Miller's generator: enough for ids, the same in each run. */
function seeded(): () => number {
  let state = 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
