import { z } from 'zod';
import type { Claim, Table } from '../providers/table.ts';

/**
 * The claim of a rollout, by the ARN of the execution that made it. Who holds the claim now may be another: each recovery takes
 * it over, also one that was stopped itself while its handler went on.
 */
export async function claimOf(table: Table, executionArn: string): Promise<Claim | undefined> {
  const name = executionArn.split(':').at(-1);
  const unreadable: Error[] = [];
  const claims = await table.listClaims((error) => unreadable.push(error));
  const claim = claims.find(({ plan }) => Named.safeParse(plan).data?.rolloutId === name);
  // It may be the one that is looked for.
  if (claim === undefined && unreadable[0] !== undefined) throw unreadable[0];
  return claim;
}

/** The ARN of the execution that made the rollout. */
export function rolloutOf({ plan, holder }: Claim): string | undefined {
  const name = Named.safeParse(plan).data?.rolloutId;
  return name === undefined ? undefined : holder.replace(/[^:]+$/, name);
}

const Named = z.object({ rolloutId: z.string() });
