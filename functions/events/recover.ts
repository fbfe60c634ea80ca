import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Throttled, Unavailable } from '../../providers/errors.ts';
import { endOf, startExecution } from '../../providers/executions.ts';
import type { Claim } from '../../providers/table.ts';
import { claimOf, rolloutOf } from '../_claim-of.ts';
import type { Deps } from '../_deps.ts';
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
    status: z.enum(['ABORTED', 'TIMED_OUT', 'FAILED']),
    /** JSON; left out of the event where it is large. */
    input: z.string().nullish(),
  }),
});

const Timer = z.object({
  account: z.string(),
  region: z.string(),
  source: z.literal('aws.events'),
  'detail-type': z.literal('Scheduled Event'),
});

/**
 * An execution ended without a clean end of its own (stopped by hand, timed out, failed while it still held its claim): starts
 * a recovery. The claim tells: a clean end has released it. A recovery that ended so is followed by
 * another one of the same rollout. Events can be lost, so a timer looks for claims whose holder has ended.
 */
export const recover = task({
  needs: ['claims.list', 'executions.start', 'executions.read'],
  input: z.discriminatedUnion('detail-type', [Ended, Timer]),
  async run(event, deps) {
    refuseStrangers(event, deps.env);
    if (event['detail-type'] === 'Scheduled Event') return recoverTheLost(deps);
    const { executionArn, input } = event.detail;
    if (!executionArn.startsWith(hereOf(deps.env).executions))
      throw new BadInput('This execution is not one of the machine of Haldane.');
    const rollout = recoveredBy(input) ?? executionArn;
    if (!(await isLeftAlone(rollout, executionArn, deps))) return { recovery: null };
    return { recovery: await startRecovery(deps, rollout, executionArn, executionArn) };
  },
});

export const handler = wrap(recover);

/** Events are tried again for some minutes; until then they may still do it. */
const lostAfterMillis = 300_000;
const hourMillis = 3_600_000;

/** One claim that cannot be looked into must not hide the others; it is told once they are done. */
async function recoverTheLost(deps: Deps) {
  const { table, telemetry } = deps;
  const recoveries = [];
  const troubles: string[] = [];
  const claims = await table.listClaims((error) => telemetry.error('A claim cannot be read', error));
  for (const claim of claims) {
    try {
      const recovery = await recoverIfLost(claim, deps);
      if (recovery !== null) recoveries.push(recovery);
    } catch (error) {
      troubles.push(`${claim.service}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (troubles.length > 0) throw new Error(troubles.join('; '));
  return { recoveries };
}

async function recoverIfLost(claim: Claim, deps: Deps) {
  const now = deps.clock.now();
  const rollout = rolloutOf(claim);
  const endMillis = await endOf(deps.clients, claim.holder);
  if (rollout === undefined || endMillis === null || now - endMillis < lostAfterMillis) return null;
  // A recovery that came to nothing has used its name up: each hour has another one.
  const occasion = `${claim.holder} ${Math.floor(now / hourMillis)}`;
  return startRecovery(deps, rollout, claim.holder, occasion);
}

/** The same occasion starts nothing again. */
async function startRecovery(
  { clients, env, telemetry }: Deps,
  rollout: string,
  ended: string,
  occasion: string,
) {
  const hash = createHash('sha256').update(occasion).digest('hex').slice(0, 12);
  const name = ended.split(':').at(-1) ?? '';
  const readable = name.replace(/^recover-[0-9a-f]{12}-/, '').slice(0, readableLength);
  telemetry.info('Recovering an execution that ended with its claim', { ended });
  return startExecution(clients, env.stateMachineArn, `recover-${hash}-${readable}`, { recover: rollout });
}

/**
 * Is there a claim of the rollout, and nobody at work on it? A recovery that took the claim and runs is; another one beside it would take
 * it away, end, and be followed by the next. While the table does not answer, the answer is yes: events are tried again for three minutes
 * only, a recovery goes on until it knows. One that finds no claim ends at once.
 */
async function isLeftAlone(rollout: string, ended: string, { table, clients }: Deps): Promise<boolean> {
  try {
    const claim = await claimOf(table, rollout);
    if (claim === undefined || claim.holder === ended) return claim !== undefined;
    // Rather one too many than none.
    return (await endOf(clients, claim.holder).catch(() => 0)) !== null;
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
