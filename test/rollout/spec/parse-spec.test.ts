import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guardedDefaults } from '../../../rollout/judge/index.ts';
import { formatProblem, parseSpec } from '../../../rollout/spec/index.ts';
import { fakeSchemas } from './fake-schemas.ts';

const smallest = `
service: mill
traffic: { kind: sluice, gates: [blue, green] }
workload: { kind: mill, wheels: { blue: left, green: right } }
`;

const parse = (text: string) => {
  const parsed = parseSpec(text, 'mill.yml', fakeSchemas);
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed;
};

describe('parseSpec', () => {
  it('needs under 15 lines, and fills in the rest', () => {
    expect(smallest.split('\n').length).toBeLessThan(15);
    const { spec } = parse(smallest);
    expect(spec).toMatchObject({
      trigger: null,
      metrics: [{ config: { kind: 'gauge', name: 'flow', of: 'water' }, dryRun: false }],
      alarms: [],
      falseRollbackRate: 0.01,
      advanceEarly: false,
      onNewerVersion: 'supersede',
      whenHeld: 'ask',
      heldLimitSeconds: null,
      warmSeconds: 1800,
      hotfix: { duringFreeze: false },
    });
    const steps = (bakeSeconds: number) =>
      [5, 25, 50, 100].map((weightPercent) => ({ weightPercent, bakeSeconds, approval: null }));
    expect(spec.steps).toEqual({ kind: 'fixed', steps: steps(1800) });
    expect(spec.hotfix.steps).toEqual({ kind: 'fixed', steps: steps(300) });
  });

  it('reads every field', () => {
    const { spec, warnings } = parse(`${smallest}
trigger: { ecr: { repository: shop/mill, tags: ["v*", stable] } }
metrics:
  - { kind: bell, name: rings, tolerance: 12.5%, minBadMinutes: 3, unit: client, usualRate: 0.2% }
  - { kind: gauge, name: flour, of: flour, dryRun: true }
alarms: [flood, fire, flood]
steps:
  - { weight: 0.5%, bake: 10m, approval: true }
  - { weight: 100%, bake: 2h, approval: { timeout: 1d, onTimeout: advance } }
requestsPerMinute: 1200
falseRollbackRate: 0.5%
advanceEarly: true
onNewerVersion: queue
whenHeld: rollback
heldLimit: 3h
warm: 0m
freeze:
  - { name: fair, from: 2026-12-24T12:00:00+01:00, to: 2026-12-27T08:00Z }
  - { name: weekend, days: [fri, sat], from: "16:00", to: "08:00", timezone: Europe/Berlin }
hotfix: { bake: 2m, duringFreeze: true }
notify: ["arn:aws:sns:eu-west-1:123456789012:releases"]
health: { timeout: 5m }
hold: { limit: 2h }
`);
    expect(warnings).toEqual([]);
    expect(spec).toMatchObject({
      trigger: { ecr: { repository: 'shop/mill', tags: ['v*', 'stable'] } },
      metrics: [
        {
          config: { kind: 'bell', name: 'rings' },
          tolerance: 0.125,
          minBadMinutes: 3,
          usualRate: 0.002,
          unit: 'client',
          dryRun: false,
        },
        { config: { kind: 'gauge', name: 'flour', of: 'flour' }, dryRun: true },
      ],
      alarms: ['flood', 'fire'],
      steps: {
        steps: [
          {
            weightPercent: 0.5,
            bakeSeconds: 600,
            approval: { timeoutSeconds: 14_400, onTimeout: 'rollback' },
          },
          {
            weightPercent: 100,
            bakeSeconds: 7200,
            approval: { timeoutSeconds: 86_400, onTimeout: 'advance' },
          },
        ],
      },
      requestsPerMinute: 1200,
      falseRollbackRate: 0.005,
      heldLimitSeconds: 10_800,
      warmSeconds: 0,
      freezes: [
        { kind: 'once', fromMillis: Date.UTC(2026, 11, 24, 11), toMillis: Date.UTC(2026, 11, 27, 8) },
        { kind: 'weekly', days: [5, 6], fromMinute: 960, toMinute: 480, timezone: 'Europe/Berlin' },
      ],
      hotfix: { steps: { steps: [{ bakeSeconds: 120 }, { bakeSeconds: 120 }] }, duringFreeze: true },
      healthTimeoutSeconds: 300,
      holdLimitSeconds: 7200,
    });
    expect(spec.metrics[0]?.config).not.toHaveProperty('tolerance');
  });

  it('reads guarded steps, with a hotfix that is quicker', () => {
    const guarded = {
      kind: 'guarded',
      extraBadRequests: null,
      firstPercent: null,
      plateauPercent: guardedDefaults.plateauPercent,
      staySeconds: guardedDefaults.minMinutes * 60,
      bakeSeconds: guardedDefaults.maxBakeMinutes * 60,
      fullBakeSeconds: 600,
      growth: guardedDefaults.growth,
      approval: null,
    };
    const { steps, hotfix } = parse(`${smallest}steps: guarded`).spec;
    expect(steps).toEqual(guarded);
    expect(hotfix.steps).toEqual({ ...guarded, bakeSeconds: 300, fullBakeSeconds: 300 });
    expect(parse(`${smallest}steps: { kind: guarded }`).spec.steps).toEqual(guarded);
    const written =
      'steps: { kind: guarded, extraBadRequests: 50, first: 1%, plateau: 40%, stay: 5m, bake: 1h, fullBake: 20m, growth: 2.5, approval: true }';
    expect(parse(smallest + written).spec.steps).toEqual({
      kind: 'guarded',
      extraBadRequests: 50,
      firstPercent: 1,
      plateauPercent: 40,
      staySeconds: 300,
      bakeSeconds: 3600,
      fullBakeSeconds: 1200,
      growth: 2.5,
      approval: { timeoutSeconds: 14_400, onTimeout: 'rollback' },
    });
  });

  it('lets metrics share a block, and shows a fault in it where it is used', () => {
    const text = `${smallest}metrics:\n  - &bell { kind: bell, name: a, minBadMinutes: 0 }\n`;
    const shared = parseSpec(`${text}  - *bell\n`, 'mill.yml', fakeSchemas);
    expect(shared.ok ? [] : shared.problems.map(({ line, path }) => [line, path])).toEqual([
      [6, 'metrics[0].minBadMinutes'],
      [7, 'metrics[1].minBadMinutes'],
    ]);
  });

  it('warns of what is allowed but doubtful', () => {
    const { warnings } = parse(`${smallest}steps:\n  - { weight: 100%, bake: 2m }\n`);
    expect(warnings.map(formatProblem)).toEqual([
      'mill.yml:2:1: no alarms are watched, so nothing returns the traffic between two looks of the judge; add alarms: [NAME] if CloudWatch has one for this service',
      'mill.yml:6:21 steps[0].bake: a bake of 2m is over before metrics of it can be judged; write at least 5m',
    ]);
  });

  it('reads JSON as well', () => {
    const json = JSON.stringify({
      service: 'mill',
      traffic: { kind: 'sluice', gates: ['blue', 'green'] },
      workload: { kind: 'mill', wheels: { blue: 'left', green: 'right' } },
    });
    expect(parse(json).spec).toEqual(parse(smallest).spec);
  });

  it('never throws', () => {
    const lines = fc.constantFrom(
      ...smallest.trim().split('\n'),
      'steps:',
      '  - weight: 5%',
      '- *a',
      'a: &a [*a]',
      '? x',
      '\t',
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(lines, fc.string())).map((all) => all.join('\n')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseSpec(text, 'mill.yml', fakeSchemas);
        expect(parsed.ok || parsed.problems.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
