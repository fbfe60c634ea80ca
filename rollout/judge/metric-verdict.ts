import { LN_HOLD_THRESHOLD } from './combine.ts';
import { edges, type MetricFacts } from './edges.ts';
import type { JudgeInput } from './input.ts';
import type { Measured } from './measure.ts';
import { isEvidence } from './minute.ts';
import { LN_SAFE_THRESHOLD } from './safety.ts';
import { comparison, harmSentence, safeSentence, undecidedSentence } from './sentence.ts';
import { isTooSmall } from './too-small.ts';
import type { MetricVerdict } from './verdict.ts';

/** What one metric says by itself; `lnThreshold` is the evidence with which it alone would fail the rollout. */
export function metricVerdict(measured: Measured, input: JudgeInput, lnThreshold: number): MetricVerdict {
  const facts = factsOf(measured, input);
  const rows = edges.metric.filter((row) => row.applies(facts));
  const hold = rows.find(({ effect }) => effect === 'hold');
  const notes = rows.filter(({ effect }) => effect === 'note');
  const { evidence, lnHarm, lnSafe, relativeRisk, excessUpperBound, settings } = measured;

  const conclusion = () => {
    if (lnHarm >= lnThreshold) {
      return { verdict: 'fail', rule: 'harm-proved', sentence: harmSentence(measured) } as const;
    }
    if (hold !== undefined) {
      return { verdict: 'continue', rule: hold.rule, sentence: hold.sentence(facts) } as const;
    }
    if (lnSafe >= LN_SAFE_THRESHOLD) {
      return { verdict: 'pass', rule: 'safe-proved', sentence: safeSentence(measured) } as const;
    }
    return { verdict: 'continue', rule: 'undecided', sentence: undecidedSentence(measured) } as const;
  };
  const { verdict, rule, sentence } = conclusion();

  return {
    name: settings.name,
    verdict,
    hold: hold !== undefined,
    rule,
    sentence: [sentence, ...notes.map((note) => note.sentence(facts))].join(' '),
    dryRun: settings.dryRun,
    counts: evidence.counts,
    relativeRisk,
    lnE: lnHarm,
    lnThreshold,
    lnSafe,
    lnSafeThreshold: LN_SAFE_THRESHOLD,
    excessUpperBound,
    notes: notes.map(({ rule }) => rule),
  };
}

function factsOf(measured: Measured, { step, nowMinute }: JudgeInput): MetricFacts {
  const { evidence, hearing, observation, settings, settledInStep } = measured;
  const minutesLeft = step.enteredMinute + step.bakeMinutes - nowMinute;
  const usable = settledInStep.filter(isEvidence);
  return {
    name: settings.name,
    status: observation.status,
    detail: observation.detail ?? null,
    expectedPerMinute: hearing.expectedPerMinute,
    trafficVanished: hearing.trafficVanished,
    silentMinutes: hearing.silentMinutes,
    isSuspicious: measured.lnHarm >= LN_HOLD_THRESHOLD,
    comparison: comparison(measured),
    lacksReference: evidence.referenceRate === null && usable.some(({ use }) => use === 'reference'),
    isBakeOver: minutesLeft <= 0,
    canaryTotalInStep: usable.reduce((all, { canary }) => all + canary.total, 0),
    isTooSmall: measured.lnSafe < LN_SAFE_THRESHOLD && isTooSmall(measured, step.weightPercent, minutesLeft),
    clampedMinutes: evidence.clampedMinutes,
  };
}
