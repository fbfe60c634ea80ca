import type { ProviderConfig } from '../plan/plan.ts';
import type { Fault } from './rules.ts';
import { dayNames, type SpecSchemas, type WrittenSpec } from './schema.ts';
import type { Spec, SpecFreeze, SpecHotfix, SpecMetric, SpecStep, SpecSteps } from './spec.ts';

type Made = { readonly ok: true; readonly spec: Spec } | { readonly ok: false; readonly fault: Fault };

/** From the spec as written to the spec as meant. */
export function specOf(written: WrittenSpec, defaultMetrics: SpecSchemas['defaultMetrics']): Made {
  const metrics =
    written.metrics ??
    defaultMetrics?.(written.traffic).map((config): SpecMetric => ({ config, dryRun: false })) ??
    [];
  if (metrics.length === 0) return { ok: false, fault: nothingToJudge(written.traffic) };

  const steps = stepsOf(written.steps);
  return {
    ok: true,
    spec: {
      service: written.service,
      trigger: written.trigger ?? null,
      traffic: written.traffic,
      workload: written.workload,
      metrics,
      alarms: [...new Set(written.alarms)],
      steps,
      requestsPerMinute: written.requestsPerMinute ?? null,
      falseRollbackRate: written.falseRollbackRate / 100,
      advanceEarly: written.advanceEarly,
      onNewerVersion: written.onNewerVersion,
      whenHeld: written.whenHeld,
      heldLimitSeconds: written.heldLimit ?? null,
      warmSeconds: written.warm,
      freezes: written.freeze.map(freezeOf),
      hotfix: hotfixOf(written.hotfix, steps),
      notify: written.notify,
      healthTimeoutSeconds: written.health.timeout,
      holdLimitSeconds: written.hold.limit,
    },
  };
}

const nothingToJudge = (traffic: ProviderConfig): Fault => ({
  path: ['metrics'],
  wrong: `is missing, and ${traffic.kind} measures nothing by slot itself`,
  right: 'name at least one metric: with nothing to judge, nothing passes',
});

function stepsOf(written: WrittenSpec['steps']): SpecSteps {
  if (!('kind' in written)) return { kind: 'fixed', steps: written.map(stepOf) };
  const { kind, extraBadRequests = null, first = null, plateau, stay, bake, fullBake, growth } = written;
  return {
    kind,
    extraBadRequests,
    firstPercent: first,
    plateauPercent: plateau,
    staySeconds: stay,
    bakeSeconds: bake,
    fullBakeSeconds: fullBake,
    growth,
    approval: approvalOf(written.approval),
  };
}

type WrittenStep = Exclude<WrittenSpec['steps'], { kind: unknown }>[number];

function stepOf({ weight, bake, approval }: WrittenStep): SpecStep {
  return { weightPercent: weight, bakeSeconds: bake, approval: approvalOf(approval) };
}

function approvalOf(written: WrittenStep['approval']): SpecStep['approval'] {
  if (written === undefined) return null;
  if (written === true) return { timeoutSeconds: 4 * 3600, onTimeout: 'rollback' };
  return { timeoutSeconds: written.timeout, onTimeout: written.onTimeout };
}

function freezeOf({ name, from, to, days, timezone }: WrittenSpec['freeze'][number]): SpecFreeze {
  if (days === undefined || timezone === undefined) {
    return { kind: 'once', name, fromMillis: Date.parse(from), toMillis: Date.parse(to) };
  }
  return {
    kind: 'weekly',
    name,
    days: days.map((day) => dayNames.indexOf(day)),
    fromMinute: minuteOf(from),
    toMinute: minuteOf(to),
    timezone,
  };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const hotfixBakeSeconds = 300;

function hotfixOf(written: WrittenSpec['hotfix'], steps: SpecSteps): SpecHotfix {
  return {
    steps:
      written.steps === undefined
        ? hastened(steps, written.bake ?? hotfixBakeSeconds)
        : stepsOf(written.steps),
    duringFreeze: written.duringFreeze,
  };
}

function hastened(steps: SpecSteps, longestSeconds: number): SpecSteps {
  const atMost = (seconds: number) => Math.min(seconds, longestSeconds);
  if (steps.kind === 'fixed') {
    return {
      ...steps,
      steps: steps.steps.map((step) => ({ ...step, bakeSeconds: atMost(step.bakeSeconds) })),
    };
  }
  return {
    ...steps,
    staySeconds: atMost(steps.staySeconds),
    bakeSeconds: atMost(steps.bakeSeconds),
    fullBakeSeconds: atMost(steps.fullBakeSeconds),
  };
}
