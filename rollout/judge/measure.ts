import { capOf, capsFor, lateCapsFor } from './caps.ts';
import { type Evidence, evidenceOf } from './evidence.ts';
import { type HarmTest, harm } from './harm.ts';
import type { JudgeInput, MetricObservation } from './input.ts';
import { interval } from './interval.ts';
import { meanBound } from './mean-bound.ts';
import { isEvidence, type JudgedMinute } from './minute.ts';
import { rateBefore } from './reference-rate.ts';
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
  needs: Needs,
): Measured {
  const observation =
    input.observations.find(({ name }) => name === settings.name) ?? unobserved(settings.name);
  const evidence = evidenceOf(observation, settings, weights, input.nowMinute);
  const { minutes } = evidence;
  return {
    settings,
    observation,
    evidence,
    hearing: silence(evidence, observation, settings, weights, input.requestsPerMinute),
    settledInStep: minutes.filter(
      ({ minute }) =>
        minute >= Math.floor(input.step.enteredMinute) && !weights.isWarmUp(minute, settings.warmUpMinutes),
    ),
    lnHarm: lnHarm(evidence, observation, settings, weights, needs),
    lnSafe: safety(minutes, {
      line: settings.safetyLine,
      ratios: settings.safetyRatios,
      dispersion: settings.fullDispersion,
      referenceRate: settings.limit,
    }),
    excessUpperBound: meanBound(minutes, settings.direction, settings.fullDispersion),
    relativeRisk: interval(minutes, settings.fullDispersion),
  };
}

type Needs = { readonly decidingMetrics: number; readonly falseRollbackRate: number };

/**
 * Canary against stable. If assignments last, the lesser of that and of both slots against the hour before: an e-value
 * under either null, so neither a shared incident, which raises only the total, nor clients that moved, which change
 * only the parts, look like harm.
 */
function lnHarm(
  { minutes, referenceRate }: Evidence,
  { baseline }: MetricObservation,
  settings: MetricSettings,
  weights: Timeline,
  { decidingMetrics, falseRollbackRate }: Needs,
): number {
  const { badMinutes, dispersion, harmLine, harmRatios, limit, onset, stakes } = settings;
  const caps = capsFor(badMinutes, decidingMetrics, falseRollbackRate, onset.startMass);
  const lateCaps = lateCapsFor(badMinutes, decidingMetrics, falseRollbackRate, onset);
  const test: HarmTest = {
    ...{ line: harmLine, ratios: harmRatios, stakes, dispersion, referenceRate, onset },
    startMinute: weights.startMinute,
    // Where higher is better, a minute that looks severe is one without harm, whose evidence no cap reaches.
    cap: (minute) => (minute.use === 'paired' ? capOf(minute, caps) : caps.usual),
    lateCap: (minute) => (minute.use === 'paired' ? capOf(minute, lateCaps) : lateCaps.usual),
    warmUpNats: caps.usual,
  };
  const apart = harm(minutes, test);
  const before = settings.lasting && limit === null && baseline !== undefined ? rateBefore(baseline) : null;
  if (before === null) return apart;
  const together = minutes.map(
    (minute): JudgedMinute => ({ ...minute, use: isEvidence(minute) ? 'total' : 'none' }),
  );
  const uncapped = { ...test, stakes: [], cap: NO_CAP, lateCap: NO_CAP, referenceRate: before };
  return Math.min(apart, harm(together, uncapped));
}

const NO_CAP = (): number => Number.POSITIVE_INFINITY;

const unobserved = (name: string): MetricObservation => ({ name, status: 'missing', buckets: [] });
