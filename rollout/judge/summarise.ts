import type { Counts } from './input.ts';
import type { MetricVerdict, Verdict } from './verdict.ts';

/** A verdict as the execution history keeps it: metrics without their sentences, sensible digits; under 2 KB for five. */
export type VerdictSummary = Omit<Verdict, 'metrics'> & { readonly metrics: readonly MetricSummary[] };
export type MetricSummary = Omit<MetricVerdict, 'sentence'>;

export function summarise(verdict: Verdict): VerdictSummary {
  return {
    ...verdict,
    lnE: round(verdict.lnE),
    lnThreshold: round(verdict.lnThreshold),
    metrics: verdict.metrics.map(summariseMetric),
  };
}

function summariseMetric({ sentence: _, ...metric }: MetricVerdict): MetricSummary {
  const { counts, relativeRisk: risk } = metric;
  return {
    ...metric,
    counts: { stable: whole(counts.stable), canary: whole(counts.canary) },
    relativeRisk: risk && { estimate: digits(risk.estimate), low: digits(risk.low), high: digits(risk.high) },
    lnE: round(metric.lnE),
    lnThreshold: round(metric.lnThreshold),
    lnSafe: round(metric.lnSafe),
    lnSafeThreshold: round(metric.lnSafeThreshold),
    excessUpperBound: digits(metric.excessUpperBound),
  };
}

const whole = ({ total, bad }: Counts): Counts => ({ total: Math.round(total), bad: Math.round(bad) });
const round = (nats: number): number => Math.round(nats * 100) / 100;
const digits = (value: number): number => Number(value.toPrecision(3));
