import { bound } from './bound.ts';
import { capOf, capsFor } from './caps.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { harm } from './harm.ts';
import type { JudgeInput, MetricObservation } from './input.ts';
import { interval } from './interval.ts';
import type { JudgedMinute } from './minute.ts';
import { safety } from './safety.ts';
import type { MetricSettings } from './settings.ts';
import { type Hearing, silence } from './silence.ts';
import type { Timeline } from './timeline.ts';
import type { RelativeRisk } from './verdict.ts';

/** Everything that the counts of one metric say. */
export type Measured = {
  readonly settings: MetricSettings;
  readonly observation: MetricObservation;
  readonly evidence: Evidence;
  readonly hearing: Hearing;
  /** The minutes of the present step without its warm-up. */
  readonly settledInStep: readonly JudgedMinute[];
  readonly lnHarm: number;
  readonly lnSafe: number;
  readonly excessUpperBound: number;
  readonly relativeRisk: RelativeRisk | null;
};

export function measure(
  settings: MetricSettings,
  input: JudgeInput,
  weights: Timeline,
  needs: { readonly decidingMetrics: number; readonly falseRollbackRate: number },
): Measured {
  const observation =
    input.observations.find(({ name }) => name === settings.name) ?? unobserved(settings.name);
  const evidence = evidenceOf(observation, settings, weights, input.nowMinute);
  const { minutes, referenceRate } = evidence;
  const { dispersion } = settings;
  const caps = capsFor(
    settings.badMinutes,
    needs.decidingMetrics,
    needs.falseRollbackRate,
    settings.onset.startMass,
  );
  return {
    settings,
    observation,
    evidence,
    hearing: silence(evidence, observation, settings, weights, input.requestsPerMinute),
    settledInStep: minutes.filter(
      ({ minute }) =>
        minute >= Math.floor(input.step.enteredMinute) && !weights.isWarmUp(minute, settings.warmUpMinutes),
    ),
    lnHarm: harm(minutes, {
      line: settings.harmLine,
      ratios: settings.harmRatios,
      dispersion,
      referenceRate,
      startMinute: weights.startMinute,
      cap: (minute) =>
        minute.use === 'paired' && settings.direction === 'lower-is-better'
          ? capOf(minute, caps)
          : caps.usual,
      onset: settings.onset,
      warmUpNats: caps.usual,
    }),
    lnSafe: safety(minutes, { line: settings.safetyLine, ratios: settings.safetyRatios, dispersion }),
    excessUpperBound: bound(minutes, settings.boundRatios, dispersion),
    relativeRisk: interval(minutes, dispersion),
  };
}

const unobserved = (name: string): MetricObservation => ({ name, status: 'missing', buckets: [] });
