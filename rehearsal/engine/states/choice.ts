import type { ChoiceState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import type { Step, Visit } from '../visit.ts';

/** Goes the way of the first rule that holds, or the default way; each way has an Output and an Assign of its own. */
export async function choice(visit: Visit<ChoiceState>): Promise<Step> {
  const { state, input } = visit;
  for (const [index, rule] of state.Choices.entries()) {
    const at = `Choices[${index}]/`;
    if (await visit.readAs('boolean', rule.Condition, `${at}Condition`)) {
      return { output: await visit.leave(rule, input, { at }), next: rule.Next };
    }
  }
  if (state.Default === undefined) {
    throw new StateFailure(
      'States.Runtime',
      visit.causeOf('Failed to transition out of the state. The state does not point to a next state.'),
    );
  }
  return { output: await visit.leave(state, input), next: state.Default };
}
