import type { Branch } from './branch.ts';
import type { States } from './definition.ts';
import { StateFailure } from './errors.ts';
import type { Json } from './json.ts';
import { interpret } from './states/index.ts';
import { type Step, Visit } from './visit.ts';

/** Runs states from the first to an end; the answer is the last one's output. */
export async function runStates({ StartAt, States }: States, input: Json, branch: Branch): Promise<Json> {
  let name: string | undefined = StartAt;
  let value = input;
  while (name !== undefined) {
    const state = States[name];
    if (state === undefined) throw new StateFailure('States.Runtime', `There is no state '${name}'.`);
    const visit: Visit = new Visit(name, state, value, branch);
    visit.enter();
    const step: Step = await interpret(visit);
    value = step.output;
    name = step.next;
  }
  return value;
}
