import type { Rescue, State } from './definition.ts';
import type { StateFailure } from './errors.ts';
import type { Json } from './json.ts';
import { matches } from './match.ts';
import type { Step, Visit } from './visit.ts';

/** Leaves the state by its first catcher for this failure, or throws the failure on. */
export async function catchFailure(visit: Visit<State & Rescue>, failure: StateFailure): Promise<Step> {
  const { Catch = [] } = visit.state;
  const index = Catch.findIndex(({ ErrorEquals }) => matches(ErrorEquals, failure));
  const catcher = Catch[index];
  if (catcher === undefined) throw failure;
  const errorOutput = errorOutputOf(failure);
  const output = await visit.leave(catcher, errorOutput, { sight: { errorOutput }, at: `Catch[${index}]/` });
  return { output, next: catcher.Next };
}

/** The service fills in a missing cause: with an empty text after a timeout, with null otherwise. */
export const errorOutputOf = ({ error, cause }: StateFailure): Json => ({
  Error: error ?? null,
  Cause: cause ?? (error === 'States.Timeout' ? '' : null),
});
