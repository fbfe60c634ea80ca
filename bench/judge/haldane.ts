import {
  type Bucket,
  type JudgeInput,
  type JudgePlan,
  judge,
  type Verdict,
} from '../../rollout/judge/index.ts';
import type { Run } from './run.ts';
import type { Scenario } from './scenarios.ts';
import { mostEvidence } from './screen.ts';

/** Haldane's judge on one simulated rollout: the verdict after each minute, as with all defaults. */
export type Sitting = {
  /** After minute `t` (0 is the first) all of it is known; the delay of the source is the same for everybody. */
  readonly verdictAfter: (t: number) => Verdict;
};

/** `planned`: metrics that share the chance of a false rollback; those without counts stay silent. */
export function sitting(run: Run, unit: Scenario['unit'], planned: number): Sitting {
  const names = Array.from({ length: planned }, (_, metric) => `metric-${metric}`);
  const plan: JudgePlan = {
    falseRollbackRate: FALSE_ROLLBACK_RATE,
    metrics: names.map((name) => ({ name, direction: 'lower-is-better', unit, lagMinutes: 0 })),
  };
  const observations = names.map((name, metric) => ({
    name,
    status: 'ok' as const,
    buckets: metric < run.metrics ? bucketsOf(run, metric) : [],
    baseline: { total: run.before.total, bad: run.before.bad[metric] ?? 0 },
  }));
  const weights = run.schedule.steps.map((step, i) => ({
    percent: step.percent,
    minute: run.schedule.steps.slice(0, i).reduce((sum, { minutes }) => sum + minutes, 0),
  }));
  const verdictAfter = (t: number): Verdict => {
    const enteredMinute = run.schedule.stepStart[t] ?? 0;
    const number = weights.findIndex(({ minute }) => minute === enteredMinute) + 1;
    const input: JudgeInput = {
      plan,
      step: {
        number,
        weightPercent: run.schedule.weight[t] ?? 0,
        enteredMinute,
        bakeMinutes: run.schedule.steps[number - 1]?.minutes ?? 0,
      },
      weights: weights.slice(0, number),
      nowMinute: t + 1,
      observations,
    };
    return judge(input);
  };
  return { verdictAfter };
}

export const FALSE_ROLLBACK_RATE = 0.01;

/** The minute with which the judge fails the rollout; -1 if it never does. Asked only when it could. */
export function haldaneFailMinute(
  run: Run,
  unit: Scenario['unit'],
  planned: number,
  evidence: Float64Array,
): number {
  const sums = new Float64Array(run.minutes).fill(planned - run.metrics);
  for (let metric = 0; metric < run.metrics; metric++) {
    mostEvidence(run, metric, evidence);
    for (let t = 0; t < run.minutes; t++)
      sums[t] = (sums[t] ?? 0) + Math.exp(Math.min(evidence[t] ?? 0, 600));
  }
  const worthAsking = planned / FALSE_ROLLBACK_RATE / Math.E;
  let judgeOf: Sitting | undefined;
  for (let t = 0; t < run.minutes; t++) {
    if ((sums[t] ?? 0) < worthAsking) continue;
    judgeOf ??= sitting(run, unit, planned);
    if (judgeOf.verdictAfter(t).verdict === 'fail') return t;
  }
  return -1;
}

function bucketsOf(run: Run, metric: number): readonly Bucket[] {
  return Array.from({ length: run.minutes }, (_, t) => ({
    minute: t,
    stable: { total: run.stable.total[t] ?? 0, bad: run.stable.bad[metric * run.minutes + t] ?? 0 },
    canary: { total: run.canary.total[t] ?? 0, bad: run.canary.bad[metric * run.minutes + t] ?? 0 },
  }));
}
