import { createHash } from 'node:crypto';
import { z } from 'zod';
import { startExecution } from '../_start.ts';
import { task } from '../_task.ts';
import { wrap } from '../_wrap.ts';

/** How long a name is readable: 80 characters are allowed, the hash takes 13 and the word 8. */
const readableLength = 55;

/**
 * An execution ended without a clean end of its own (stopped by hand, timed out, failed while it still held its claim): starts
 * a recovery. The claim tells: a clean end has released it.
 */
export const recover = task({
  needs: ['claims.list', 'executions.start'],
  input: z.object({
    'detail-type': z.literal('Step Functions Execution Status Change'),
    detail: z.object({
      executionArn: z.string(),
      name: z.string(),
      status: z.enum(['ABORTED', 'TIMED_OUT', 'FAILED']),
    }),
  }),
  async run({ detail }, { clients, table, env, telemetry }) {
    const claims = await table.listClaims();
    if (!claims.some(({ holder }) => holder === detail.executionArn)) return { recovery: null };
    const hash = createHash('sha256').update(detail.executionArn).digest('hex').slice(0, 12);
    const readable = detail.name.replace(/^recover-[0-9a-f]{12}-/, '').slice(0, readableLength);
    telemetry.info('Recovering an execution that ended with its claim', {
      execution: detail.executionArn,
      status: detail.status,
    });
    const started = await startExecution(clients, env, `recover-${hash}-${readable}`, {
      recover: detail.executionArn,
    });
    return { recovery: started };
  },
});

export const handler = wrap(recover);
