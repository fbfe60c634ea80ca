import { describe, expect, it } from '@jest/globals';
import { allStates, catchersOf, definition, exitsOf, type NamedState, retriersOf } from './_states.ts';

const tasks = allStates.filter(({ state }) => state.Type === 'Task');
const lacking = (states: readonly NamedState[], has: (each: NamedState) => boolean) =>
  states.filter((each) => !has(each)).map(({ name }) => name);

describe('every state', () => {
  it('says in a short sentence why it exists', () => {
    const said = ({ state }: NamedState) => state.Comment !== undefined && state.Comment.length <= 140;
    expect(lacking(allStates, said)).toEqual([]);
  });

  it('has a name of its own, so that the graph and the history name one place', () => {
    const names = allStates.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('can be reached', () => {
    const entries = [
      definition.StartAt,
      ...allStates.flatMap(({ state }) =>
        state.Type === 'Parallel' ? state.Branches.map(({ StartAt }) => StartAt) : [],
      ),
    ];
    const targets = new Set([
      ...entries,
      ...allStates.flatMap(({ state }) => exitsOf(state).map(({ to }) => to)),
    ]);
    expect(lacking(allStates, ({ name }) => targets.has(name))).toEqual([]);
  });
});

describe('every task', () => {
  it('has a limit of time', () => {
    expect(lacking(tasks, ({ state }) => 'TimeoutSeconds' in state)).toEqual([]);
  });

  it('is tried again with jitter and a longest delay', () => {
    const patient = ({ state }: NamedState) => {
      const retries = retriersOf(state).filter(({ MaxAttempts }) => MaxAttempts !== 0);
      return (
        retries.length > 0 &&
        retries.every((each) => each.JitterStrategy === 'FULL' && each.MaxDelaySeconds !== undefined)
      );
    };
    expect(lacking(tasks, patient)).toEqual([]);
  });

  it('has somewhere to go when it fails', () => {
    const caught = ({ state, inBranch }: NamedState) =>
      inBranch || catchersOf(state).some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
    expect(lacking(tasks, caught)).toEqual([]);
    const around = allStates.filter(({ state }) => state.Type === 'Parallel');
    expect(around).toHaveLength(1);
    expect(lacking(around, caught)).toEqual([]);
  });
});

describe('every wait ends', () => {
  /** Choices that let a cycle go on only so many times. */
  const counts = ({ name, state }: NamedState) =>
    (state.Type === 'Choice' &&
      state.Choices.some(({ Condition }) =>
        /\$(looks|checks|stepsDone|rounds|returns|waits) (>=|>|<) /.test(String(Condition)),
      )) ||
    // The judge does not answer `bake` after a step's last tick; rollout/decide.ts counts.
    name === 'What is the verdict?';

  const free = allStates.filter((each) => !counts(each));

  it('since no cycle avoids the Choices that count', () => {
    expect(free.length).toBeLessThan(allStates.length - 8);
    expect(free.filter(({ name }) => reaches(name, name)).map(({ name }) => name)).toEqual([]);
  });

  it('since what they compare is counted up', () => {
    const text = JSON.stringify(definition);
    for (const counter of ['looks', 'checks', 'stepsDone', 'rounds', 'returns', 'tick', 'waits']) {
      expect(text).toContain(`"${counter}":"{% $${counter} + 1 %}"`);
    }
  });

  function reaches(from: string, wanted: string, seen = new Set<string>()): boolean {
    const state = free.find(({ name }) => name === from)?.state;
    return (state === undefined ? [] : exitsOf(state)).some(({ to }) => {
      if (to === wanted) return true;
      if (seen.has(to)) return false;
      seen.add(to);
      return reaches(to, wanted, seen);
    });
  }
});

describe('variables', () => {
  const assignedBy = (inBranch: boolean) => {
    const states = allStates.filter((each) => each.inBranch === inBranch);
    return new Set(states.flatMap(({ state }) => exitsOf(state).flatMap(({ assigned }) => assigned)));
  };

  it('of a branch have names of their own', () => {
    // "a variable in an inner scope can't have the same name as one assigned in an outer scope",
    // https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
    const outer = assignedBy(false);
    expect([...assignedBy(true)].filter((name) => outer.has(name))).toEqual([]);
  });

  it('are assigned before they are read', () => {
    const known = new Set([...assignedBy(true), ...assignedBy(false), 'states']);
    const read = allStates.flatMap(({ state }) => [
      ...JSON.stringify(state).matchAll(/\$([a-zA-Z]+)\b(?!\()/g),
    ]);
    expect(read.map(([, name]) => name).filter((name) => !known.has(name ?? ''))).toEqual([]);
  });
});
