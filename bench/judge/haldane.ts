import type { Dispersion } from '../../rollout/judge/dispersion.ts';
import {
  type Bucket,
  type JudgeInput,
  type JudgePlan,
  judge,
  type Verdict,
} from '../../rollout/judge/index.ts';
import type { Run } from './run.ts';
import type { Scenario } from './scenarios.ts';
import { emptyScreen, fillScreen, withFirst } from './screen.ts';

/** Haldane's judge on one simulated rollout: the verdict after each minute, as with all defaults. */
export type Sitting = {
  /** After minute `t` (0 is the first) all of it is known; the delay of the source is the same for everybody. */
  readonly verdictAfter: (t: number) => Verdict;
};

/**
 * `planned`: metrics that share the chance of a false rollback; those without counts, or that it is not asked `about`, stay
 * silent.
 */
export function sitting(
  run: Run,
  assignment: Assignment,
  planned: number,
  about: readonly number[] = Array.from({ length: run.metrics }, (_, metric) => metric),
): Sitting {
  const { unit, lasting = false, learned } = assignment;
  const names = Array.from({ length: planned }, (_, metric) => `metric-${metric}`);
  const plan: JudgePlan = {
    falseRollbackRate: FALSE_ROLLBACK_RATE,
    calm: learned?.calm ?? false,
    metrics: names.map((name, metric) => ({
      ...{ name, direction: 'lower-is-better', unit, lasting, lagMinutes: 0 },
      ...(learned?.dispersion[metric] ?? {}),
    })),
  };
  const observations = names.map((name, metric) => ({
    name,
    status: 'ok' as const,
    buckets: about.includes(metric) ? bucketsOf(run, metric) : [],
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

/** What the router assigns, and what earlier rollouts have shown. */
export type Assignment = Pick<Scenario, 'unit' | 'lasting'> & { readonly learned?: Learned };

/** The dispersion of each metric, where enough was seen to tell. */
export type Learned = { readonly dispersion: readonly (Dispersion | null)[]; readonly calm: boolean };

export const FALSE_ROLLBACK_RATE = 0.01;

/** Finds the minute with which the judge fails a rollout; -1 if it never does. Asked only when it could, about what could. */
export function failFinder(assignment: Assignment, metrics: number, planned: number, minutes: number) {
  const screens = Array.from({ length: metrics }, () => emptyScreen(minutes, assignment.unit === 'client'));
  /** ln E when the judge was last asked, and the gains since. */
  const known = new Float64Array(metrics);
  const gained = new Float64Array(metrics);
  const atMost = new Float64Array(metrics);
  // A nat below what a rollback needs: the screen's alternatives are a grid.
  const worthAsking = planned / FALSE_ROLLBACK_RATE / Math.E;

  return (run: Run): number => {
    screens.forEach((screen, metric) => {
      fillScreen(screen, run, metric);
    });
    known.fill(0);
    gained.fill(0);
    const sittings = new Map<string, Sitting>();
    const ask = (t: number, about: readonly number[]): Verdict => {
      const key = about.join();
      const judgeOf = sittings.get(key) ?? sitting(run, assignment, planned, about);
      sittings.set(key, judgeOf);
      return judgeOf.verdictAfter(t);
    };
    for (let t = 0; t < minutes; t++) {
      let sum = planned - metrics;
      screens.forEach((screen, metric) => {
        gained[metric] = (gained[metric] ?? 0) + (screen.gain[t] ?? 0);
        const grown = (known[metric] ?? 0) + withFirst(screen, gained[metric] ?? 0);
        atMost[metric] = Math.exp(Math.min(grown, withFirst(screen, screen.most[t] ?? 0), 600));
        sum += atMost[metric] ?? 0;
      });
      if (sum < worthAsking) continue;
      // Metrics without much evidence cannot decide: the others are looked at first.
      const telling = screens.flatMap((_, metric) => ((atMost[metric] ?? 0) > TELLING ? [metric] : []));
      const { metrics: said } = ask(t, telling);
      for (const metric of telling) {
        sum -= atMost[metric] ?? 0;
        known[metric] = said[metric]?.lnE ?? 0;
        gained[metric] = 0;
        sum += Math.exp(Math.min(known[metric] ?? 0, 600));
      }
      if (sum < planned / FALSE_ROLLBACK_RATE) continue;
      if (
        ask(
          t,
          screens.map((_, metric) => metric),
        ).verdict === 'fail'
      )
        return t;
    }
    return -1;
  };
}

/** E of a metric that might decide something; a rollback needs 500 from five. */
const TELLING = 20;

function bucketsOf(run: Run, metric: number): readonly Bucket[] {
  return Array.from({ length: run.minutes }, (_, t) => ({
    minute: t,
    stable: { total: run.stable.total[t] ?? 0, bad: run.stable.bad[metric * run.minutes + t] ?? 0 },
    canary: { total: run.canary.total[t] ?? 0, bad: run.canary.bad[metric * run.minutes + t] ?? 0 },
  }));
}
