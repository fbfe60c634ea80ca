import type { FailState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import type { Step, Visit } from '../visit.ts';

export async function fail(visit: Visit<FailState>): Promise<Step> {
  const { Error: error, Cause: cause } = visit.state;
  throw new StateFailure(
    error === undefined ? undefined : await visit.readAs('string', error, 'Error'),
    cause === undefined ? undefined : await visit.readAs('string', cause, 'Cause'),
  );
}
