import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { estimateEvents, historyBudget } from '../../../rollout/plan/events.ts';
import { makePlan, type PlanInput } from '../../../rollout/plan/make-plan.ts';
import { readPlan } from '../../../rollout/plan/read-plan.ts';
import { formatDuration } from '../../../rollout/units.ts';
import { digestOf, inputWith, planned, specWith } from './plan-input.ts';

const notesOf = (changes: Partial<PlanInput>) => {
  const result = makePlan(inputWith(changes));
  return result.ok ? result.notes : result.problems.map(({ sentence }) => sentence);
};

describe('makePlan', () => {
  it('takes the slot with all traffic for stable, whichever it is', () => {
    expect(planned().slots).toEqual({ stable: 'blue', canary: 'green' });
    const swapped = planned({
      reading: { ...inputWith().reading, weights: { blue: 0, green: 100 } },
      running: { green: { version: digestOf('a'), runningCount: 4, desiredCount: 4 } },
      canarySlot: 'blue',
    });
    expect(swapped.slots).toEqual({ stable: 'green', canary: 'blue' });
  });

  it('leaves the canary open where deploying makes the slot', () => {
    const plan = planned({
      reading: { ...inputWith().reading, weights: { '7': 100 } },
      running: { '7': { version: 'version 7', runningCount: 1, desiredCount: 1 } },
      canarySlot: null,
    });
    expect(plan.slots).toEqual({ stable: '7', canary: null });
  });

  it('judges every minute of the default plan', () => {
    expect(planned().steps).toEqual(
      [5, 25, 50, 100].map((weightPercent, i) => ({
        number: i + 1,
        weightPercent,
        bakeSeconds: 1800,
        tickSeconds: 60,
        ticks: 30,
        maxTicks: 60,
        approval: null,
      })),
    );
  });

  it('stretches the ticks of a bake of 14 days, and only those', () => {
    const spec = specWith(
      'steps: [{ weight: 5%, bake: 14d }, { weight: 50%, bake: 10m }, { weight: 100%, bake: 10m }]',
    );
    const { steps } = planned({ spec });
    expect(steps.map(({ tickSeconds }) => formatDuration(tickSeconds))).toEqual(['65m', '1m', '1m']);
    expect(notesOf({ spec })).toEqual(['Step 1 (5%) is long: it is judged every 65m.']);
  });

  it('names the versions as people do', () => {
    const image = inputWith().release;
    const names = [
      image,
      { ...image, tag: 'v2' },
      { kind: 'archive', bucket: 'b', key: 'mill.zip' } as const,
    ];
    expect(names.map((release) => planned({ release }).version)).toEqual([digestOf('b'), 'v2', 'mill.zip']);
    expect(planned().previousVersion).toBe(digestOf('a'));
  });

  it('tells the judge what the spec, the router and the metric sources say', () => {
    const spec = specWith(
      'metrics:',
      '  - { kind: bell, name: rings, tolerance: 20%, minBadMinutes: 4, dryRun: true }',
      '  - { kind: bell, name: orders, unit: client }',
    );
    const { judge } = planned({
      spec,
      metricDirections: { orders: 'higher-is-better' },
      metricLagMinutes: { rings: 1 },
    });
    expect(judge).toEqual({
      falseRollbackRate: 0.01,
      advanceEarly: false,
      calm: false,
      metrics: [
        {
          name: 'rings',
          direction: 'lower-is-better',
          unit: 'request',
          dryRun: true,
          tolerance: 0.2,
          minBadBuckets: 4,
          lagMinutes: 1,
        },
        { name: 'orders', direction: 'higher-is-better', unit: 'client', dryRun: false },
      ],
    });
  });

  it.each([
    { unit: 'request', lastsSeconds: 0, lasting: undefined },
    { unit: 'client', lastsSeconds: 60, lasting: undefined },
    { unit: 'client', lastsSeconds: 300, lasting: undefined },
    { unit: 'client', lastsSeconds: 301, lasting: true },
  ] as const)('judges assignments by $unit for $lastsSeconds s, against bakes of 5m and more', (row) => {
    const { unit, lastsSeconds, lasting } = row;
    const spec = specWith('steps: [{ weight: 5%, bake: 5m }, { weight: 100%, bake: 1h }]');
    const { judge } = planned({
      spec,
      reading: { ...inputWith().reading, assignment: { unit, lastsSeconds } },
    });
    expect(judge.metrics.map((metric) => [metric.unit, metric.lasting])).toEqual([[unit, lasting]]);
  });

  it.each([
    ['three good rollouts without trouble', { kind: 'learned', rollouts: 3 }, 1.2, true],
    ['two are too few', { kind: 'learned', rollouts: 2 }, 1.2, false],
    ['trouble was met', { kind: 'learned', rollouts: 5 }, 4, false],
    ["stable's past tells nothing of one slot alone", { kind: 'history', hours: 12 }, 1, false],
  ] as const)('knows a calm service: %s', (_, origin, phi, calm) => {
    const dispersion = Object.fromEntries(
      inputWith().spec.metrics.map(({ config }) => [config.name, { origin, phi, sigma2: 0 }]),
    );
    expect(planned({ dispersion }).judge.calm).toBe(calm);
    expect(planned().judge.calm).toBe(false);
  });

  it('notes a version that was left in the canary slot', () => {
    const running = {
      ...inputWith().running,
      green: { version: digestOf('c'), runningCount: 1, desiredCount: 1 },
    };
    expect(notesOf({ running })).toEqual([
      `green still runs ${digestOf('c')} without traffic; the new version replaces it.`,
    ]);
  });

  it('survives its journey as JSON', () => {
    const plan = planned();
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
  });
});

describe('A hotfix', () => {
  const sick: Partial<PlanInput> = {
    hotfix: true,
    firingAlarms: ['flood'],
    stableHealth: { status: 'failed', detail: 'tasks crash' },
  };

  it('goes on where a normal release is refused, faster, and without the alarms that fire', () => {
    const plan = planned(sick);
    expect(plan.alarms).toEqual(['fire']);
    expect(plan.steps.map(({ ticks }) => ticks)).toEqual([5, 5, 5, 5]);
    expect(notesOf(sick)).toEqual([
      'Stable is not healthy (tasks crash); the hotfix is judged by comparison with it.',
      'The alarm "flood" fires already and is left out of the watch.',
    ]);
  });

  it('is held by freeze windows, unless the spec says otherwise', () => {
    const freeze = 'freeze: [{ name: fair, from: 2026-11-23T00:00:00Z, to: 2026-11-24T00:00:00Z }]';
    expect(notesOf({ hotfix: true, spec: specWith(freeze) })).toEqual([
      'The freeze window "fair" is open until 2026-11-24T00:00:00.000Z.',
    ]);
    const free = planned({ hotfix: true, spec: specWith(freeze, 'hotfix: { duringFreeze: true }') });
    expect(free.freezes).toEqual([]);
  });
});

describe('Every plan', () => {
  const bake = fc.oneof(
    fc.integer({ min: 60, max: 600 }).map((seconds) => `${seconds}s`),
    fc.integer({ min: 1, max: 20_160 }).map((minutes) => `${minutes}m`),
    fc.constant('14d'),
  );
  const weights = fc
    .uniqueArray(fc.integer({ min: 1, max: 199 }), { maxLength: 19 })
    .map((halves) => [...halves.toSorted((a, b) => a - b).map((half) => half / 2), 100]);
  const specs = fc
    .tuple(
      weights,
      fc.array(bake, { minLength: 20, maxLength: 20 }),
      fc.constantFrom('5m', '24h', '7d'),
      fc.constantFrom('queue', 'supersede'),
    )
    .map(([rising, bakes, limit, policy]) => {
      const steps = rising.map((weight, i) => `{ weight: ${weight}%, bake: ${bakes[i]} }`);
      return specWith(
        `steps: [${steps.join(', ')}]`,
        `hold: { limit: ${limit} }`,
        `onNewerVersion: ${policy}`,
      );
    });

  it('has rising weights up to 100%, ticks that cover each bake, and a history that fits', () => {
    fc.assert(
      fc.property(specs, fc.boolean(), (spec, hotfix) => {
        const plan = planned({ spec, hotfix });
        expect(plan.steps.at(-1)?.weightPercent).toBe(100);
        plan.steps.forEach((step, i) => {
          expect(step.weightPercent).toBeGreaterThan(plan.steps[i - 1]?.weightPercent ?? 0);
          expect(step.tickSeconds % 60).toBe(0);
          expect(step.ticks * step.tickSeconds).toBeGreaterThanOrEqual(step.bakeSeconds);
          expect((step.ticks - 1) * step.tickSeconds).toBeLessThan(step.bakeSeconds);
          expect(step.maxTicks * step.tickSeconds).toBeGreaterThanOrEqual(2 * step.bakeSeconds);
          expect(step.maxTicks).toBeGreaterThanOrEqual(step.ticks);
        });
        expect(estimateEvents(plan)).toBeLessThanOrEqual(historyBudget);
        for (const wait of [plan.deploy, plan.capacity, plan.settle, plan.drain, plan.hold, plan.queue]) {
          expect(wait.checks).toBeGreaterThan(0);
          expect(wait.checkSeconds).toBeGreaterThan(0);
        }
        expect(plan.hold.checks * plan.hold.checkSeconds).toBeGreaterThanOrEqual(spec.holdLimitSeconds);
      }),
      { numRuns: 100 },
    );
  });

  it('is made or refused, never thrown at', () => {
    const percents = fc.dictionary(
      fc.constantFrom('blue', 'green', '7', 'x'),
      fc.double({ min: 0, max: 100, noNaN: true }),
    );
    fc.assert(
      fc.property(
        percents,
        fc.option(fc.constantFrom('blue', 'green')),
        fc.boolean(),
        (live, canarySlot, hotfix) => {
          const result = makePlan(
            inputWith({ reading: { ...inputWith().reading, weights: live }, canarySlot, hotfix }),
          );
          expect(result.ok || result.problems.length > 0).toBe(true);
        },
      ),
    );
  });
});
