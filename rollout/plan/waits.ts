import type { Spec } from '../spec/spec.ts';
import type { Approval, Patience, Plan } from './plan.ts';

export type Waits = Pick<
  Plan,
  'deploy' | 'capacity' | 'settle' | 'drain' | 'hold' | 'queue' | 'heldApproval'
>;

/** How often to look and how long to wait, wherever the machine waits for something. */
export function waitsOf(spec: Spec, steps: number): Waits {
  // Each check costs history. What happens at every step shares one purse, so that many steps leave room for ticks.
  const checksAStep = Math.floor(checksOfAllSteps / steps);
  const share = (part: number) => Math.max(5, Math.floor(checksAStep * part));
  return {
    deploy: patience(spec.healthTimeoutSeconds, 15, 60),
    capacity: patience(spec.healthTimeoutSeconds, 15, share(0.2)),
    settle: patience(settleLimitSeconds, 5, Math.min(40, Math.floor(settleChecksOfAllSteps / steps))),
    hold: patience(spec.holdLimitSeconds, 60, share(0.4)),
    drain: patience(drainLimitSeconds, 30, 30),
    queue: queueOf(spec),
    heldApproval: approvalOf({ timeoutSeconds: 4 * 3600, onTimeout: 'rollback' }, steps),
  };
}

export const queueOf = ({ onNewerVersion }: Pick<Spec, 'onNewerVersion'>): Patience =>
  onNewerVersion === 'queue' ? patience(15 * 3600, 300, 180) : patience(40 * 60, 20, 120);

/** While a person thinks, the judge looks: every minute, or less often where many long questions would fill the history. */
export function approvalOf(asked: Omit<Approval, keyof Patience>, steps: number): Approval {
  const mostChecks = Math.max(5, Math.floor(approvalChecksOfAllSteps / steps));
  return { ...asked, ...patience(asked.timeoutSeconds, 60, mostChecks) };
}

const approvalChecksOfAllSteps = 240;
const checksOfAllSteps = 800;
/** Every step waits for at least one of them. */
const settleChecksOfAllSteps = 320;
/** Route 53 answers INSYNC within 60 seconds as a rule; more than ten minutes is a fault. */
const settleLimitSeconds = 600;
/** Resolvers that ignore the TTL keep an answer for minutes, some for ever. */
const drainLimitSeconds = 900;

/** Looks as often as `leastCheckSeconds` and `mostChecks` allow, until the limit is over. */
function patience(limitSeconds: number, leastCheckSeconds: number, mostChecks: number): Patience {
  const checkSeconds = Math.max(leastCheckSeconds, Math.ceil(limitSeconds / mostChecks));
  return { checkSeconds, checks: Math.ceil(limitSeconds / checkSeconds) };
}
