import { combine, lnRollbackThreshold } from './combine.ts';
import { edges, type RolloutFacts } from './edges.ts';
import type { JudgeInput } from './input.ts';
import { type Measured, measure } from './measure.ts';
import { metricVerdict } from './metric-verdict.ts';
import {
  bakingSentence,
  cannotJudgeSentence,
  harmSentence,
  provedSentence,
  unprovenSentence,
} from './sentence.ts';
import { settingsOf } from './settings.ts';
import { wrongShare } from './share.ts';
import { timeline } from './timeline.ts';
import type { MetricVerdict, Verdict } from './verdict.ts';

/**
 * The verdict at a tick, from the counts of both slots since the rollout began. `fail`: return the traffic. `pass`: go on
 * to the next step. `continue`: bake on; with `hold`, beyond the end of the bake too, until the step's limit, which is
 * the caller's to keep. Counts fail a good version with a chance of at most `falseRollbackRate`, however many ticks,
 * steps and metrics there are.
 */
export function judge(input: JudgeInput): Verdict {
  const { plan } = input;
  const falseRollbackRate = plan.falseRollbackRate ?? 0.01;
  const decidingMetrics = Math.max(1, plan.metrics.filter(({ dryRun }) => dryRun !== true).length);
  const lnThreshold = lnRollbackThreshold(falseRollbackRate);
  const weights = timeline(input.weights);

  const all = plan.metrics.map((metric) => {
    const measured = measure(settingsOf(metric, plan.calm), input, weights, {
      decidingMetrics,
      falseRollbackRate,
    });
    return { measured, said: metricVerdict(measured, input, lnThreshold + Math.log(decidingMetrics)) };
  });
  // The order in which metrics were given decides nothing.
  const deciding = all.filter(({ said }) => !said.dryRun).toSorted(byName);
  const lnE = combine(deciding.map(({ said }) => said.lnE));
  const conclusion =
    lnE >= lnThreshold ? harmProved(deciding) : (edgeOf(deciding, input) ?? goOnOrBake(deciding, input));
  return { ...conclusion, lnE, lnThreshold, metrics: all.map(({ said }) => said) };
}

type Judged = { readonly measured: Measured; readonly said: MetricVerdict };
type Conclusion = Pick<Verdict, 'verdict' | 'hold' | 'unproven' | 'rule' | 'sentence'>;

const byName = (a: Judged, b: Judged): number => (a.said.name < b.said.name ? -1 : 1);

function harmProved(deciding: readonly Judged[]): Conclusion {
  const worst = deciding.reduce((most, one) => (one.said.lnE > most.said.lnE ? one : most));
  const sentence = harmSentence(worst.measured);
  return { verdict: 'fail', hold: true, unproven: false, rule: 'harm-proved', sentence };
}

/** The first row of the table that fails or holds: of the rollout, else of its metrics. */
function edgeOf(deciding: readonly Judged[], input: JudgeInput): Conclusion | undefined {
  const facts = rolloutFacts(deciding, input);
  const row = edges.rollout.find(({ applies }) => applies(facts));
  if (row !== undefined) {
    const verdict = row.effect === 'fail' ? 'fail' : 'continue';
    return { verdict, hold: true, unproven: false, rule: row.rule, sentence: row.sentence(facts) };
  }
  const held = deciding.filter(({ said }) => said.hold);
  const first = edges.metric.flatMap(({ rule }) => held.find(({ said }) => said.rule === rule) ?? []).at(0);
  if (first === undefined) return undefined;
  const { rule, sentence } = first.said;
  return { verdict: 'continue', hold: true, unproven: false, rule, sentence };
}

function goOnOrBake(deciding: readonly Judged[], { plan, step, nowMinute }: JudgeInput): Conclusion {
  const minutes = nowMinute - step.enteredMinute;
  const isBakeOver = minutes >= step.bakeMinutes;
  const isSafe = deciding.every(({ said }) => said.verdict === 'pass');
  const measured = deciding.map((one) => one.measured);
  const may = isBakeOver || (plan.advanceEarly === true && minutes >= (step.minMinutes ?? 3));

  const cannot = cannotJudgeSentence(
    deciding.filter(({ said }) => said.notes.includes('too-little-traffic')).map(({ said }) => said.name),
  );

  if (isSafe && may) {
    const sentence = provedSentence(measured);
    return { verdict: 'pass', hold: false, unproven: false, rule: 'safe-proved', sentence };
  }
  if (isBakeOver) {
    const sentence = unprovenSentence(measured) + cannot;
    return { verdict: 'pass', hold: false, unproven: true, rule: 'bake-over', sentence };
  }
  const rule = isSafe ? 'safe-but-baking' : 'baking';
  const minutesLeft = Math.ceil(step.bakeMinutes - minutes);
  const sentence = bakingSentence(measured, isSafe, minutesLeft) + cannot;
  return { verdict: 'continue', hold: false, unproven: false, rule, sentence };
}

function rolloutFacts(deciding: readonly Judged[], { plan, step }: JudgeInput): RolloutFacts {
  const readable = deciding.filter(({ measured }) => measured.observation.status === 'ok');
  const isHeard = readable.some(({ measured }) => measured.hearing.hearsCanary);
  const silences = readable.map(({ measured }) => measured.hearing.silentMinutes);
  const [busiest] = readable.toSorted((a, b) => requestsOf(b) - requestsOf(a));
  return {
    decidingMetrics: deciding.length,
    weightPercent: step.weightPercent,
    silentMinutes: isHeard ? 0 : Math.max(0, ...silences),
    silentMinutesLimit: plan.silentMinutes ?? 5,
    wrongShare:
      busiest === undefined
        ? null
        : wrongShare(
            busiest.measured.settledInStep,
            step.weightPercent,
            busiest.measured.settings.dispersion.phi,
          ),
  };
}

const requestsOf = ({ said: { counts } }: Judged): number => counts.stable.total + counts.canary.total;
