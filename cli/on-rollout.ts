import { Conflict } from '../providers/errors.ts';
import { type Claim, type Table, table } from '../providers/table.ts';
import type { Account } from './account.ts';
import { exitCodes } from './exit-codes.ts';
import type { Said } from './said.ts';

/** Does something with the rollout of a service that is under way, or says that there is none. */
export async function onRollout(
  service: string,
  { aws, names }: Account,
  act: (claim: Claim, inTable: Table) => Promise<Said>,
): Promise<Said> {
  const inTable = table(aws, names.table);
  const claim = await inTable.readClaim(service);
  if (claim === null) return nothingRuns(service, inTable);
  try {
    return await act(claim, inTable);
  } catch (error) {
    // Whoever holds the claim now is another rollout than the one that was looked at.
    if (error instanceof Conflict) return ended(service);
    throw error;
  }
}

async function nothingRuns(service: string, inTable: Table): Promise<Said> {
  const known = (await inTable.readSpec(service)) !== null;
  return {
    exitCode: exitCodes.no,
    answer: 'nothing runs',
    sentences: known
      ? [`No rollout of ${service} is under way.`]
      : [`There is no service ${service}.`, 'haldane status names those that have a rollout.'],
  };
}

const ended = (service: string): Said => ({
  exitCode: exitCodes.no,
  answer: 'nothing runs',
  sentences: [
    `The rollout of ${service} ended at this moment.`,
    `Look at what runs now: haldane status ${service}`,
  ],
});
