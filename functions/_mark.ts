import type { Claim, Table } from '../providers/table.ts';
import { Marked } from './_errors.ts';

/**
 * Reads the claim of a running rollout. Rejects with `Marked` if an alarm or a person asked for the return of its traffic,
 * or if the claim went to a recovery: either way this execution may raise nothing any more.
 */
export async function refuseIfMarked(table: Table, service: string, execution: string): Promise<Claim> {
  const claim = await table.readClaim(service);
  if (claim === null || claim.holder !== execution)
    throw new Marked(`The claim on ${service} is not held by this rollout any more.`);
  if (claim.mark !== undefined)
    throw new Marked(claim.markReason ?? 'The return of the traffic was asked for.');
  return claim;
}
