import {
  type Bucket,
  type JudgeInput,
  type JudgePlan,
  judge,
  type Verdict,
} from '../../rollout/judge/index.ts';
import type { Run } from './run.ts';
import type { Scenario } from './scenarios.ts';
import { emptyScreen, fillScreen } from './screen.ts';

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

/** Finds the minute with which the judge fails a rollout; -1 if it never does. Asked only when it could. */
export function failFinder(unit: Scenario['unit'], metrics: number, planned: number, minutes: number) {
  const screens = Array.from({ length: metrics }, () => emptyScreen(minutes));
  const atMost = new Float64Array(metrics);
  // A nat below what a rollback needs: the screen's alternatives are a grid.
  const worthAsking = planned / FALSE_ROLLBACK_RATE / Math.E;

  return (run: Run): number => {
    screens.forEach((screen, metric) => {
      fillScreen(screen, run, metric);
    });
    atMost.fill(0);
    let judgeOf: Sitting | undefined;
    for (let t = 0; t < minutes; t++) {
      let sum = planned - metrics;
      for (let metric = 0; metric < metrics; metric++) {
        atMost[metric] = (atMost[metric] ?? 0) + (screens[metric]?.gain[t] ?? 0);
        sum += Math.exp(Math.min(atMost[metric] ?? 0, screens[metric]?.most[t] ?? 0, 600));
      }
      if (sum < worthAsking) continue;
      judgeOf ??= sitting(run, unit, planned);
      const { verdict, metrics: said } = judgeOf.verdictAfter(t);
      if (verdict === 'fail') return t;
      for (let metric = 0; metric < metrics; metric++) atMost[metric] = said[metric]?.lnE ?? 0;
    }
    return -1;
  };
}

function bucketsOf(run: Run, metric: number): readonly Bucket[] {
  return Array.from({ length: run.minutes }, (_, t) => ({
    minute: t,
    stable: { total: run.stable.total[t] ?? 0, bad: run.stable.bad[metric * run.minutes + t] ?? 0 },
    canary: { total: run.canary.total[t] ?? 0, bad: run.canary.bad[metric * run.minutes + t] ?? 0 },
  }));
}
