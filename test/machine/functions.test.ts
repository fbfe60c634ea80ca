import { describe, expect, it } from '@jest/globals';
import { readHandlers } from '../../deploy/sources.ts';
import { allStates } from './_states.ts';

const fileName = (state: string) => state.toLowerCase().replaceAll(' ', '-');

/** A state that asks the same as another one may use its handler. */
const shared: Readonly<Record<string, string>> = {
  'Check the room': 'check-the-canary',
  'Judge while waiting': 'judge',
};

const calls = allStates.flatMap(({ name, state }) => {
  if (state.Type !== 'Task' || state.Resource !== 'arn:aws:states:::lambda:invoke') return [];
  const { FunctionName } = state.Arguments as { readonly FunctionName: string };
  return [{ state: name, functionName: FunctionName }];
});

describe('handlers and states', () => {
  it.each(calls)('$state calls the file of its name', ({ state, functionName }) => {
    expect(functionName).toBe(shared[state] ?? fileName(state));
  });

  it('are the same, but for the handlers of events', async () => {
    const handlers = await readHandlers();
    const ofStates = handlers.filter(({ calledBy }) => calledBy === 'machine').map(({ name }) => name);
    expect(ofStates).toEqual([...new Set(calls.map(({ functionName }) => functionName))].sort());
    expect(handlers.filter(({ calledBy }) => calledBy === 'events').map(({ name }) => name)).toEqual([
      'interrupt',
      'recover',
      'start',
    ]);
  });
});
