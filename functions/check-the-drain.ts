import { z } from 'zod';
import { sourcesFor } from '../providers/registry.ts';
import { requestsIn } from '../rollout/requests.ts';
import { deployedShape, planShape } from './_shapes.ts';
import { slotsAfter } from './_slots-after.ts';
import { task } from './_task.ts';
import { wrap } from './_wrap.ts';

/** Requests a minute below which a version counts as drained. */
const quietRequests = 3;

/** Does the version that lost its traffic still get requests? Counts the newest minute whose data are complete. */
export const checkTheDrain = task({
  needs: ['metrics.read'],
  input: z.strictObject({
    plan: planShape,
    canary: deployedShape.nullable(),
    outcome: z.enum(['promoted', 'rolled back']),
  }),
  async run({ plan, canary, outcome }, { clients, clock }) {
    const slots = slotsAfter(outcome, plan, canary);
    if (slots === null) return { drained: true, requests: 0 };
    const { leaving, staying } = slots;
    const source = sourcesFor(plan.metrics, clients);
    const minute = Math.floor(clock.now() / 60_000) - source.lagMinutes - 1;
    const readings = await source.read([leaving, staying], { fromMinute: minute, toMinute: minute + 1 });
    const requests = requestsIn(readings, leaving, staying);
    // Nothing read is nothing drained; the history says why the wait lasts.
    const unread = readings.find(({ status }) => status !== 'ok')?.detail ?? null;
    return { drained: requests !== null && requests <= quietRequests, requests, unread };
  },
});

export const handler = wrap(checkTheDrain);
