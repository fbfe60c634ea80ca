import type { Decision } from './decide.ts';
import { type JudgePlan, leastRaise, type MetricVerdict, nextWeight, type Verdict } from './judge/index.ts';
import { count, minutesLong, percent } from './judge/wording.ts';
import type { Plan, PlannedStep, Ramp } from './plan/plan.ts';
import { provedRaise, rung, smallestRaise } from './plan/ramp.ts';
import { formatPercent } from './units.ts';

/** Where a guarded ramp is, and what is known there. */
export type Ledge = {
  readonly ramp: Ramp;
  readonly metrics: JudgePlan['metrics'];
  readonly step: Pick<PlannedStep, 'number' | 'weightPercent' | 'ticks' | 'maxTicks'>;
  /** 1-based. */
  readonly tick: number;
  /** Since clients follow the weight. */
  readonly minutesAtWeight: number;
  readonly minutesSinceStart: number;
  /** Has not failed. */
  readonly verdict: Verdict;
  /** What both slots served a minute lately, by metric. */
  readonly servedPerMinute: Readonly<Record<string, number>>;
  readonly whenHeld: Plan['whenHeld'];
};

type Move = Pick<Decision, 'decision' | 'sentence' | 'next'>;

/**
 * What a guarded ramp does after a look: stays, or goes on to the weight that the formula allows for each metric, the least
 * of them. A bake that ends without a hold goes on by the smallest raise; a hold that ends as `whenHeld` says.
 */
export function climb(ledge: Ledge): Move {
  const { ramp, step, tick, minutesAtWeight, verdict, whenHeld } = ledge;
  const { weightPercent } = step;
  const isFull = weightPercent >= 100;
  if (verdict.hold) {
    const { sentence } = verdict;
    if (tick < step.maxTicks) return { decision: 'bake', sentence, next: null };
    const nextPercent = provedRaise(weightPercent, ramp);
    const why = `It was held at ${formatPercent(weightPercent)} until it was decided to go on.`;
    return { decision: atLimit[whenHeld], sentence, next: isFull ? null : stepTo(nextPercent, why, ledge) };
  }

  const risks = risksOf(ledge);
  const known = `No sign of harm so far: ${knownOf(risks)}`;
  const stay = (why: string): Move => ({ decision: 'bake', sentence: `${known} ${why}`, next: null });
  const raise = (nextPercent: number, why: string): Move => ({
    decision: 'next',
    sentence: `${known} ${why}`,
    next: stepTo(nextPercent, why, ledge),
  });
  const leastMinutes = isFull ? ramp.fullBakeMinutes : ramp.minMinutes;
  if (minutesAtWeight < leastMinutes) {
    return stay(`${formatPercent(weightPercent)} lasts ${minutesLong(leastMinutes)} at least.`);
  }
  if (isFull) return { decision: 'next', sentence: `${known} All traffic stays.`, next: null };

  const allowed = Math.min(
    ...(risks.length > 0 ? risks.map((risk) => allowedBy(risk, ledge)) : [weightPercent]),
  );
  const isWorthwhile = allowed >= leastRaise * weightPercent || allowed >= ramp.plateauPercent;
  if (allowed > weightPercent && isWorthwhile) return raise(allowed, whyRaised(allowed, risks, ledge));
  if (tick >= step.ticks) {
    const nextPercent = smallestRaise(weightPercent, ramp);
    const long = minutesLong(Math.round(minutesAtWeight));
    return raise(
      nextPercent,
      `${long} at ${formatPercent(weightPercent)} were enough, so ${formatPercent(nextPercent)} next.`,
    );
  }
  return stay(`${formatPercent(weightPercent)} is enough until more is known.`);
}

const atLimit = { ask: 'ask', rollback: 'fail', advance: 'next' } as const;

const stepTo = (weightPercent: number, why: string, { ramp, step }: Ledge): PlannedStep =>
  rung(ramp, { number: step.number + 1, weightPercent, beforePercent: step.weightPercent, why });

/** What a metric can still cost. */
type Risk = {
  readonly metric: MetricVerdict;
  readonly plan: JudgePlan['metrics'][number];
  readonly requestsPerMinute: number;
  readonly budgetRequests: number;
};

function risksOf({ ramp, metrics, verdict, servedPerMinute }: Ledge): readonly Risk[] {
  return ramp.metrics.flatMap(({ name, requestsPerMinute, budgetRequests }): Risk[] => {
    const metric = verdict.metrics.find((judged) => judged.name === name);
    const plan = metrics.find((planned) => planned.name === name);
    if (metric === undefined || plan === undefined) return [];
    // The hour before may have been a quiet one.
    const served = Math.max(requestsPerMinute, servedPerMinute[name] ?? 0);
    return [{ metric, plan, requestsPerMinute: served, budgetRequests }];
  });
}

function allowedBy({ metric, plan, requestsPerMinute, budgetRequests }: Risk, ledge: Ledge): number {
  const { ramp, step, minutesAtWeight, minutesSinceStart, verdict } = ledge;
  const { stable, canary } = metric.counts;
  const sign = plan.direction === 'lower-is-better' ? 1 : -1;
  const position = {
    weightPercent: step.weightPercent,
    minutesAtWeight,
    minutesSinceStart,
    requestsPerMinute,
    metric: { ...metric, direction: plan.direction },
    excessUpperBound: metric.excessUpperBound,
    excessSoFar: stable.total === 0 ? 0 : sign * (canary.bad - (canary.total * stable.bad) / stable.total),
    hold: verdict.hold,
    pass: verdict.verdict === 'pass' && !verdict.unproven,
  };
  return nextWeight(position, { ...ramp, budgetRequests }).weightPercent;
}

/** The metric that may cost most. */
const worst = (risks: readonly Risk[]): Risk | undefined =>
  risks.toSorted((a, b) => costAt(100, b) - costAt(100, a))[0];

const costAt = (weightPercent: number, { requestsPerMinute, metric }: Risk): number =>
  (requestsPerMinute * weightPercent * Math.max(0, metric.excessUpperBound)) / 100;

function knownOf(risks: readonly Risk[]): string {
  const risk = worst(risks);
  if (risk === undefined) return 'nothing was judged.';
  const { name, excessUpperBound, counts } = risk.metric;
  if (excessUpperBound >= 1) return `nothing is known of ${name} yet.`;
  if (excessUpperBound <= 0) return `${name} is no worse on the canary.`;
  return `at most ${percent(excessUpperBound)} of ${count(counts.canary.total)} canary requests may be worse off because of this version (${name}).`;
}

function whyRaised(nextPercent: number, risks: readonly Risk[], ledge: Ledge): string {
  const { ramp, minutesAtWeight, minutesSinceStart } = ledge;
  const next = formatPercent(nextPercent);
  if (nextPercent >= 100) return 'So all of it next.';
  const risk = worst(risks);
  const perMinute = risk === undefined ? 0 : costAt(nextPercent, risk);
  const atMost = `At ${next} that is at most ${amount(perMinute)} more a minute, so ${next} next`;
  if (nextPercent <= ramp.plateauPercent) return `${atMost}.`;
  const rest = 'the rest stays to compare with.';
  const isOver = minutesAtWeight >= ramp.maxBakeMinutes || minutesSinceStart >= 1.5 * ramp.maxBakeMinutes;
  if (!isOver) return `${atMost}; ${rest}`;
  return `${minutesLong(Math.round(minutesSinceStart))} were enough, so ${next} next; ${rest}`;
}

function amount(requests: number): string {
  const rounded = requests >= 10 ? Math.ceil(requests) : Number(requests.toPrecision(2));
  return rounded === 1 ? '1 bad request' : `${rounded >= 10 ? count(rounded) : rounded} bad requests`;
}
