import type { Branch } from './branch.ts';
import type { States } from './definition.ts';
import { StateFailure } from './errors.ts';
import type { Json } from './json.ts';
import { interpret } from './states/index.ts';
import { Visit } from './visit.ts';

/** Runs states from the first to an end; the answer is the last one's output. */
export async function runStates({ StartAt, States }: States, input: Json, branch: Branch): Promise<Json> {
  let name: string | undefined = StartAt;
  let value = input;
  while (name !== undefined) {
    const state = States[name];
    if (state === undefined) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
    const step = await interpret(new Visit(name, state, value, branch));
    value = step.output;
    name = step.next;
  }
  return value;
}
