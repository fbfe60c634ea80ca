import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Throttled, Unavailable } from '../../providers/errors.ts';
import { startExecution } from '../../providers/executions.ts';
import type { Table } from '../../providers/table.ts';
import { claimOf } from '../_claim-of.ts';
import { BadInput } from '../_errors.ts';
import { hereOf, refuseStrangers } from '../_here.ts';
import { task } from '../_task.ts';
import { wrap } from '../_wrap.ts';

/** How long a name is readable: 80 characters are allowed, the hash takes 13 and the word 8. */
const readableLength = 55;

const Ended = z.object({
  account: z.string(),
  region: z.string(),
  source: z.literal('aws.states'),
  'detail-type': z.literal('Step Functions Execution Status Change'),
  detail: z.object({
    executionArn: z.string(),
    name: z.string().max(80),
    status: z.enum(['ABORTED', 'TIMED_OUT', 'FAILED']),
    /** JSON; left out of the event where it is large. */
    input: z.string().nullish(),
  }),
});

/**
 * An execution ended without a clean end of its own (stopped by hand, timed out, failed while it still held its claim): starts
 * a recovery. The claim tells: a clean end has released it. A recovery that ended so is followed by
 * another one of the same rollout.
 */
export const recover = task({
  needs: ['claims.list', 'executions.start'],
  input: Ended,
  async run({ account, region, detail }, { clients, table, env, telemetry }) {
    refuseStrangers({ account, region }, env);
    const { executionArn, name, status } = detail;
    if (!executionArn.startsWith(hereOf(env).executions))
      throw new BadInput('This execution is not one of the machine of Haldane.');
    const rollout = recoveredBy(detail.input) ?? executionArn;
    if (!(await mayHoldClaim(table, rollout))) return { recovery: null };
    const hash = createHash('sha256').update(executionArn).digest('hex').slice(0, 12);
    const readable = name.replace(/^recover-[0-9a-f]{12}-/, '').slice(0, readableLength);
    telemetry.info('Recovering an execution that ended with its claim', { executionArn, status });
    const started = await startExecution(clients, env.stateMachineArn, `recover-${hash}-${readable}`, {
      recover: rollout,
    });
    return { recovery: started };
  },
});

export const handler = wrap(recover);

/**
 * While the table does not answer, the answer is yes: events are tried again for three minutes only, a recovery goes on until it knows.
 * One that finds no claim ends at once.
 */
async function mayHoldClaim(table: Table, rollout: string): Promise<boolean> {
  try {
    return (await claimOf(table, rollout)) !== undefined;
  } catch (error) {
    if (error instanceof Unavailable || error instanceof Throttled) return true;
    throw error;
  }
}

const recovery = z.object({ recover: z.string() });

/** The rollout that the ended execution was to recover, if it was a recovery. */
function recoveredBy(input: string | null | undefined): string | undefined {
  try {
    return recovery.parse(JSON.parse(input ?? '')).recover;
  } catch {
    return undefined;
  }
}
