import { z } from 'zod';
import type { Claim, Table } from '../providers/table.ts';

/**
 * The claim of a rollout, by the ARN of the execution that made it. Who holds the claim now may be another: each recovery takes
 * it over, also one that was stopped itself while its handler went on.
 */
export async function claimOf(table: Table, executionArn: string): Promise<Claim | undefined> {
  const name = executionArn.split(':').at(-1);
  const claims = await table.listClaims();
  return claims.find(({ plan }) => Named.safeParse(plan).data?.rolloutId === name);
}

const Named = z.object({ rolloutId: z.string() });
