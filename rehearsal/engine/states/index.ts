import type { State } from '../definition.ts';
import type { Step, Visit } from '../visit.ts';
import { choice } from './choice.ts';
import { fail } from './fail.ts';
import { map } from './map.ts';
import { parallel } from './parallel.ts';
import { pass } from './pass.ts';
import { succeed } from './succeed.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

type Interpreters = {
  readonly [T in State['Type']]: (visit: Visit<Extract<State, { Type: T }>>) => Promise<Step>;
};

const interpreters: Interpreters = {
  Choice: choice,
  Fail: fail,
  Map: map,
  Parallel: parallel,
  Pass: pass,
  Succeed: succeed,
  Task: task,
  Wait: wait,
};

/** Does what the state's type says, and leaves it. */
export function interpret(visit: Visit): Promise<Step> {
  // The type chooses the interpreter for this very type, which TypeScript cannot follow through a union.
  const interpreter = interpreters[visit.state.Type] as (visit: Visit) => Promise<Step>;
  return interpreter(visit);
}
