import { isCalm, type MetricPlan } from '../judge/index.ts';
import type { Assignment, Health, Release, Running, Slot, TrafficReading, TrafficRouter } from '../ports.ts';
import type { Spec, SpecMetric } from '../spec/spec.ts';
import { formatDuration } from '../units.ts';
import { type MetricDispersion, usualDispersion } from './dispersion.ts';
import { freezesBetween } from './freezes.ts';
import type { StopSwitch } from './gates.ts';
import { type Plan, planShape } from './plan.ts';
import type { UsualMinute } from './ramp.ts';
import {
  type Refusal,
  refuseFiringAlarms,
  refuseNow,
  refuseRelease,
  refuseSlot,
  refuseStable,
  refuseUnknownAlarms,
  refuseVersion,
  refuseWeights,
} from './refusals.ts';
import { stableSlot } from './slots.ts';
import { spreadSeconds } from './spread.ts';
import { namedWeights, planWay } from './way.ts';

export type PlanInput = {
  readonly spec: Spec;
  readonly release: Release;
  /** The execution's name. */
  readonly rolloutId: string;
  readonly reading: TrafficReading;
  /** What runs in each slot, stable at least. */
  readonly running: Readonly<Record<Slot, Running>>;
  /** Where the workload would deploy; null if the deploy makes the slot. */
  readonly canarySlot: Slot | null;
  readonly firingAlarms: readonly string[];
  /** Alarms of the spec that do not exist. */
  readonly unknownAlarms: readonly string[];
  readonly stableHealth: Health;
  readonly hotfix: boolean;
  readonly stopSwitch: StopSwitch | null;
  readonly nowMillis: number;
  readonly routerInfo: Pick<TrafficRouter, 'weightStepPercent'>;
  /** By metric name. Left out: lower is better. */
  readonly metricDirections: Readonly<Record<string, MetricPlan['direction']>>;
  /** How late each metric's source is. Left out: the judge's default. */
  readonly metricLagMinutes?: Readonly<Record<string, number>>;
  /** What stable counted in the hour before, by metric name. Left out: nobody knows. */
  readonly usual?: Readonly<Record<string, UsualMinute>>;
  /** By metric name: what was found out about how it scatters. Left out: what the unit of assignment suggests. */
  readonly dispersion?: Readonly<Record<string, MetricDispersion>>;
  /** What the workload can deploy. Left out: not checked. */
  readonly releaseKinds?: readonly Release['kind'][];
  /** Where images come from if the spec names a repository of ECR: another account could have one of the same name. Left out: not checked. */
  readonly registry?: string;
};

export type PlanResult =
  | { readonly ok: true; readonly plan: Plan; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly Refusal[] };

/** Fixes everything that a rollout needs to know, or says every reason why it must not start. */
export function makePlan(input: PlanInput): PlanResult {
  const { spec, release, hotfix, reading, routerInfo } = input;
  const steps = hotfix ? spec.hotfix.steps : spec.steps;
  // A held limit is for the normal bakes; a hotfix has its own.
  const { waits, ...way } = planWay(spec, steps, hotfix ? null : spec.heldLimitSeconds, {
    metrics: spec.metrics.map(({ config: { name }, dryRun }) => ({
      name,
      dryRun,
      direction: directionOf(name, input),
      ...lagOf(name, input),
    })),
    usual: input.usual ?? {},
    settleSeconds: reading.settleSeconds,
    weightStepPercent: routerInfo.weightStepPercent,
  });
  const freezes = hotfix && spec.hotfix.duringFreeze ? [] : spec.freezes;
  const windows = freezesBetween(freezes, input.nowMillis, input.nowMillis + planHorizonMillis);
  const slots = stableSlot(reading.weights);

  const problems: readonly Refusal[] = [
    ...(slots.ok ? refuseSlot(reading.weights, slots.stable, input.canarySlot) : [slots.refusal]),
    ...(slots.ok ? refuseVersion(release, slots.stable, input.running[slots.stable]) : []),
    ...refuseRelease(release, spec, input.releaseKinds, input.registry),
    ...(slots.ok && !hotfix ? refuseStable(slots.stable, input.stableHealth) : []),
    ...refuseWeights(namedWeights(steps), routerInfo.weightStepPercent),
    ...refuseUnknownAlarms(input.unknownAlarms),
    ...(hotfix ? [] : refuseFiringAlarms(input.firingAlarms)),
    ...refuseNow(input.stopSwitch, windows, input.nowMillis),
  ];
  if (!slots.ok || problems.length > 0) return { ok: false, problems };

  const { stable } = slots;
  const plan: Plan = {
    shape: planShape,
    service: spec.service,
    rolloutId: input.rolloutId,
    release,
    version: nameOf(release),
    previousVersion: input.running[stable]?.version ?? 'unknown',
    hotfix,
    traffic: spec.traffic,
    workload: spec.workload,
    metrics: spec.metrics.map(({ config }) => config),
    alarms: spec.alarms.filter((name) => !input.firingAlarms.includes(name)),
    slots: { stable, canary: input.canarySlot },
    assignment: reading.assignment,
    dispersion: Object.fromEntries(
      spec.metrics.map((metric) => [metric.config.name, dispersionOf(metric, input)]),
    ),
    ...way,
    settleSeconds: reading.settleSeconds,
    spreadSeconds: hotfix ? 0 : spreadSeconds(input.rolloutId, way.steps[0]?.tickSeconds ?? 60),
    lateWriterSeconds,
    warmSeconds: spec.warmSeconds,
    ...waits,
    onNewerVersion: spec.onNewerVersion,
    whenHeld: spec.whenHeld,
    freezes: windows,
    judge: {
      falseRollbackRate: spec.falseRollbackRate,
      advanceEarly: spec.advanceEarly || way.ramp !== null,
      calm: isCalmSoFar(input),
      metrics: spec.metrics.map((metric) => metricPlanOf(metric, input, isLasting(reading.assignment, way))),
    },
  };
  return { ok: true, plan, notes: notesOn(plan, input) };
}

/** A handler that shifts traffic has a Lambda timeout below this (serverless.yml), so it cannot write later. */
export const lateWriterSeconds = 60;

/** Windows further away are not looked at: rollouts that long have met their hold limit before. */
const planHorizonMillis = 60 * 86_400_000;

/** As people call it: the tag, else the digest, else what S3 says. */
export function nameOf(release: Release): string {
  if (release.kind === 'image') return release.tag ?? release.digest;
  return release.objectVersion ?? release.key;
}

/** Do clients keep their slot beyond the shortest step, and so meet the next weight with the version of the last? */
function isLasting(
  { unit, lastsSeconds }: Assignment,
  { steps, ramp }: Pick<Plan, 'steps' | 'ramp'>,
): boolean {
  const shortestSeconds =
    ramp === null ? Math.min(...steps.map(({ bakeSeconds }) => bakeSeconds)) : ramp.minMinutes * 60;
  return unit === 'client' && lastsSeconds > shortestSeconds;
}

function dispersionOf({ config, unit }: SpecMetric, { dispersion, reading }: PlanInput): MetricDispersion {
  return dispersion?.[config.name] ?? usualDispersion(unit ?? reading.assignment.unit);
}

function isCalmSoFar(input: PlanInput): boolean {
  const deciding = input.spec.metrics.filter(({ dryRun }) => !dryRun);
  const learned = deciding.map((metric) => dispersionOf(metric, input));
  return isCalm(
    learned.map(({ phi, origin }) =>
      phi === undefined || origin.kind !== 'learned' ? null : { phi, rollouts: origin.rollouts },
    ),
  );
}

function metricPlanOf({ config, ...metric }: SpecMetric, input: PlanInput, lasting: boolean): MetricPlan {
  const { origin: _, ...dispersion } = dispersionOf({ config, ...metric }, input);
  return {
    name: config.name,
    direction: directionOf(config.name, input),
    unit: metric.unit ?? input.reading.assignment.unit,
    ...(lasting ? { lasting } : {}),
    ...dispersion,
    dryRun: metric.dryRun,
    ...(metric.tolerance === undefined ? {} : { tolerance: metric.tolerance }),
    ...(metric.minBadMinutes === undefined ? {} : { minBadBuckets: metric.minBadMinutes }),
    ...lagOf(config.name, input),
  };
}

const directionOf = (name: string, { metricDirections }: PlanInput): MetricPlan['direction'] =>
  metricDirections[name] ?? 'lower-is-better';

function lagOf(name: string, { metricLagMinutes = {} }: PlanInput): Pick<MetricPlan, 'lagMinutes'> {
  const lagMinutes = metricLagMinutes[name];
  return lagMinutes === undefined ? {} : { lagMinutes };
}

/** What went on though it is not as usual. */
function notesOn(
  plan: Plan,
  { firingAlarms, stableHealth, running, canarySlot, hotfix }: PlanInput,
): readonly string[] {
  const notes: string[] = [];
  if (hotfix && stableHealth.status !== 'healthy') {
    notes.push(`Stable is not healthy (${stableHealth.detail}); the hotfix is judged by comparison with it.`);
  }
  for (const name of firingAlarms) {
    notes.push(`The alarm ${JSON.stringify(name)} fires already and is left out of the watch.`);
  }
  for (const { number, tickSeconds, weightPercent } of plan.steps) {
    if (tickSeconds > 60) {
      notes.push(
        `Step ${number} (${weightPercent}%) is long: it is judged every ${formatDuration(tickSeconds)}.`,
      );
    }
  }
  const leftover = canarySlot === null ? undefined : running[canarySlot];
  if (leftover !== undefined && leftover.version !== null && leftover.runningCount > 0) {
    notes.push(`${canarySlot} still runs ${leftover.version} without traffic; the new version replaces it.`);
  }
  return notes;
}
