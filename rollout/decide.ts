import { summarise, type Verdict, type VerdictSummary } from './judge/index.ts';
import type { Plan, PlannedStep } from './plan/plan.ts';
import type { Health } from './ports.ts';

export type Decision = {
  /** `fail`: return the traffic; `next`: the step is done; `bake`: look again later; `ask`: a person decides. */
  readonly decision: 'fail' | 'next' | 'bake' | 'ask';
  /** For people: why. */
  readonly sentence: string;
  /** `null` before the canary got any traffic. */
  readonly verdict: VerdictSummary | null;
};

/**
 * What follows from a verdict at look number `tick` (1-based) of a step. Tasks that died fail the canary whatever the
 * counts say, since requests that never reach it are counted nowhere. A step that is still held when it reaches
 * `maxTicks` ends as the spec's `whenHeld` says.
 */
export function decide(input: {
  readonly verdict: Verdict;
  readonly health: Health;
  /** Alarms of the plan that fire now. Their events return the traffic sooner, unless one was lost. */
  readonly firingAlarms: readonly string[];
  readonly step: Pick<PlannedStep, 'ticks' | 'maxTicks'>;
  readonly tick: number;
  readonly whenHeld: Plan['whenHeld'];
}): Decision {
  const { verdict: full, health, firingAlarms, step, tick, whenHeld } = input;
  const verdict = summarise(full);
  if (health.status === 'failed') return { decision: 'fail', sentence: health.detail, verdict };
  if (firingAlarms.length > 0) {
    return { decision: 'fail', sentence: `Firing: ${firingAlarms.join(', ')}.`, verdict };
  }
  const answer = (decision: Decision['decision']): Decision => ({
    decision,
    sentence: verdict.sentence,
    verdict,
  });
  if (verdict.verdict === 'fail') return answer('fail');
  if (verdict.verdict === 'pass') return answer('next');
  if (tick < step.maxTicks) return answer('bake');
  return answer(atLimit[whenHeld]);
}

const atLimit = { ask: 'ask', rollback: 'fail', advance: 'next' } as const;
