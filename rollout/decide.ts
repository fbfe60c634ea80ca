import { climb } from './climb.ts';
import { type MetricObservation, summarise, type Verdict, type VerdictSummary } from './judge/index.ts';
import { servedPerMinute } from './observe.ts';
import type { Plan, PlannedStep } from './plan/plan.ts';
import type { Health } from './ports.ts';

export type Decision = {
  /** `fail`: return the traffic; `next`: the step is done; `bake`: look again later; `ask`: a person decides. */
  readonly decision: 'fail' | 'next' | 'bake' | 'ask';
  /** For people: why. */
  readonly sentence: string;
  /** `null` before the canary got any traffic. */
  readonly verdict: VerdictSummary | null;
  /** With `next`, and with `ask` in case of a yes: the step that follows; `null` after the last one. */
  readonly next: PlannedStep | null;
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
  readonly plan: Pick<Plan, 'steps' | 'ramp' | 'whenHeld' | 'judge'>;
  readonly step: Pick<PlannedStep, 'number' | 'weightPercent' | 'ticks' | 'maxTicks'>;
  readonly tick: number;
  /** The weight that was given last; less than the step's where its raise still waits. */
  readonly weightPercent: number;
  /** Since clients follow it. */
  readonly minutesAtWeight: number;
  /** Since the first weight was given. */
  readonly minutesSinceStart: number;
  readonly observations: readonly MetricObservation[];
}): Decision {
  const { verdict: full, health, firingAlarms, plan, step, tick, minutesAtWeight, observations } = input;
  const verdict = summarise(full);
  const fail = (sentence: string): Decision => ({ decision: 'fail', sentence, verdict, next: null });
  if (health.status === 'failed') return fail(health.detail);
  if (firingAlarms.length > 0) return fail(`Firing: ${firingAlarms.join(', ')}.`);
  if (verdict.verdict === 'fail') return fail(verdict.sentence);

  const { steps, ramp, whenHeld } = plan;
  if (ramp !== null) {
    // A raise that waits for a person or a gate was chosen before.
    if (input.weightPercent < step.weightPercent)
      return { decision: 'bake', sentence: verdict.sentence, verdict, next: null };
    const ledge = {
      ramp,
      metrics: plan.judge.metrics,
      step,
      tick,
      minutesAtWeight,
      minutesSinceStart: input.minutesSinceStart,
      verdict: full,
      servedPerMinute: servedPerMinute(observations),
      whenHeld,
    };
    return { verdict, ...climb(ledge) };
  }
  const isOver = verdict.verdict === 'pass' || tick >= step.maxTicks;
  if (!isOver) return { decision: 'bake', sentence: verdict.sentence, verdict, next: null };
  const decision = verdict.verdict === 'pass' ? 'next' : atLimit[whenHeld];
  return { decision, sentence: verdict.sentence, verdict, next: steps[step.number] ?? null };
}

const atLimit = { ask: 'ask', rollback: 'fail', advance: 'next' } as const;
