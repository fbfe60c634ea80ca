import { expect } from '@jest/globals';
import { makePlan, type PlanInput } from '../../../rollout/plan/make-plan.ts';
import type { Plan } from '../../../rollout/plan/plan.ts';
import { parseSpec, type Spec } from '../../../rollout/spec/index.ts';
import { fakeSchemas } from '../spec/fake-schemas.ts';

export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

export function specWith(...lines: readonly string[]): Spec {
  const text = [
    'service: mill',
    'traffic: { kind: sluice, gates: [blue, green] }',
    'workload: { kind: mill, wheels: { blue: left, green: right } }',
    ...lines,
  ].join('\n');
  const parsed = parseSpec(text, 'mill.yml', fakeSchemas);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.spec;
}

/** A good start: blue has all traffic and is well, green is empty. */
export function inputWith(changes: Partial<PlanInput> = {}): PlanInput {
  return {
    spec: specWith('alarms: [flood, fire]'),
    release: {
      kind: 'image',
      repositoryUri: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/mill',
      digest: digestOf('b'),
    },
    rolloutId: 'mill-v2-bbbbbbbbbbbb',
    reading: {
      weights: { blue: 100, green: 0 },
      assignment: { unit: 'request', lastsSeconds: 0 },
      settleSeconds: 60,
    },
    running: {
      blue: { version: digestOf('a'), runningCount: 4, desiredCount: 4 },
      green: { version: null, runningCount: 0, desiredCount: 0 },
    },
    canarySlot: 'green',
    firingAlarms: [],
    unknownAlarms: [],
    stableHealth: { status: 'healthy', detail: '4 of 4 tasks run' },
    hotfix: false,
    stopSwitch: null,
    // A Monday.
    nowMillis: Date.UTC(2026, 10, 23, 12),
    routerInfo: { weightStepPercent: 0.5 },
    metricDirections: {},
    ...changes,
  };
}

export function planned(changes: Partial<PlanInput> = {}): Plan {
  const result = makePlan(inputWith(changes));
  expect(result).toMatchObject({ ok: true });
  if (!result.ok) throw new Error('refused');
  return result.plan;
}
