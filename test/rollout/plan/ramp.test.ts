import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { historyBudget } from '../../../rollout/plan/events.ts';
import { makePlan, type PlanInput } from '../../../rollout/plan/make-plan.ts';
import type { Plan } from '../../../rollout/plan/plan.ts';
import { provedRaise, shortestWay, smallestRaise } from '../../../rollout/plan/ramp.ts';
import { readPlan } from '../../../rollout/plan/read-plan.ts';
import { longestHistory, mostStepsOf } from '../../../rollout/plan/way.ts';
import { inputWith, planned, specWith } from './plan-input.ts';

/** 100 requests a second, of which 0.1% are bad. */
const usual = { flow: { total: 6000, bad: 6 } };

const knobs = 'plateau: 25%, stay: 3m, bake: 30m, fullBake: 10m';

function guarded(changes: Partial<PlanInput> = {}, more = '', ...lines: readonly string[]): Plan {
  const spec = specWith(`steps: { kind: guarded, ${knobs}${more} }`, ...lines);
  return planned({ spec, usual, ...changes });
}

const rampOf = (plan: Plan) => {
  if (plan.ramp === null) throw new Error('This plan has no ramp.');
  return plan.ramp;
};

describe('the plan of a guarded ramp', () => {
  it('fixes what the formula needs: the reaction is two minutes of delay, a tick, a minute of writing and the time to live', () => {
    expect(rampOf(guarded())).toEqual({
      reactionMinutes: 5,
      growth: 5,
      weightStepPercent: 0.5,
      minMinutes: 3,
      plateauPercent: 25,
      maxBakeMinutes: 30,
      fullBakeMinutes: 10,
      lowBakeMinutes: 15,
      approval: null,
      tickSeconds: 60,
      holdTicks: 30,
      metrics: [{ name: 'flow', requestsPerMinute: 6000, budgetRequests: 20 }],
    });
  });

  it('spends an eighth of what goes wrong anyway, or what the spec says', () => {
    const busy = { usual: { flow: { total: 60_000, bad: 600 } } };
    const budget = (plan: Plan) => rampOf(plan).metrics.map(({ budgetRequests }) => budgetRequests);
    expect(budget(guarded(busy))).toEqual([375]);
    expect(budget(guarded(busy, ', extraBadRequests: 7'))).toEqual([7]);
  });

  it.each([
    ['what the budget allows if all fails', {}, 0.5, /cost 150 bad requests.*so 0.5% first/],
    ['more where less is at stake', { usual: { flow: { total: 200, bad: 1 } } }, 2, /so 2% first/],
    ['at most 5%', { usual: { flow: { total: 10, bad: 0 } } }, 5, /so 5% first/],
    ["the router's least weight if nobody knows", { usual: {} }, 0.5, /not known/],
    [
      'more where only few good events can be lost',
      {
        usual: { flow: { total: 6000, bad: 60 } },
        metricDirections: { flow: 'higher-is-better' as const },
      },
      5,
      /so 5% first/,
    ],
  ])('begins with %s', (_, changes, weightPercent, why) => {
    const { steps } = guarded(changes);
    expect(steps).toEqual([
      expect.objectContaining({ number: 1, weightPercent, why: expect.stringMatching(why) }),
    ]);
  });

  it('begins with what the spec says, and takes stated traffic for unknown', () => {
    expect(guarded({}, ', first: 2%').steps[0]?.weightPercent).toBe(2);
    expect(guarded({ usual: {} }, '', 'requestsPerMinute: 200').steps[0]?.weightPercent).toBe(2);
  });

  it('counts metrics that decide, the busiest and the slowest one', () => {
    const spec = specWith(
      'steps: guarded',
      'metrics:',
      '  - { kind: bell, name: quiet }',
      '  - { kind: bell, name: busy }',
      '  - { kind: bell, name: late, dryRun: true }',
    );
    const plan = planned({
      spec,
      usual: { quiet: { total: 10, bad: 0 }, busy: { total: 400, bad: 0 }, late: { total: 9e9, bad: 0 } },
      metricLagMinutes: { quiet: 1, busy: 2, late: 4 },
    });
    expect(rampOf(plan).reactionMinutes).toBe(7);
    expect(rampOf(plan).metrics.map(({ name }) => name)).toEqual(['quiet', 'busy']);
    expect(plan.steps[0]?.weightPercent).toBe(0.5);
    expect(plan.judge.advanceEarly).toBe(true);
  });

  it('refuses a plateau that the router cannot give', () => {
    const spec = specWith('steps: { kind: guarded, plateau: 20.3% }');
    const result = makePlan(inputWith({ spec }));
    expect(result.ok ? [] : result.problems.map(({ code }) => code)).toEqual(['weight-not-possible']);
  });

  it('asks a person before the plateau is left, once', () => {
    const plan = guarded({}, ', approval: true, growth: 2');
    const asked = mostStepsOf(plan).filter(({ approval }) => approval !== null);
    expect(asked.map(({ weightPercent }) => weightPercent)).toEqual([50]);
  });

  it('climbs within its bounds', () => {
    const plan = guarded();
    const weights = (steps: readonly { weightPercent: number }[]) =>
      steps.map(({ weightPercent }) => weightPercent);
    expect(weights(mostStepsOf(plan))).toEqual([0.5, 1, 2, 4, 8, 16, 25, 95, 100]);
    expect(weights(shortestWay(rampOf(plan), 0.5))).toEqual([0.5, 5, 25, 95, 100]);
  });
});

describe('every plan of a guarded ramp', () => {
  const numbers = fc.record({
    total: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 10_000_000 })),
    badShare: fc.double({ min: 0, max: 0.2, noNaN: true }),
    stepPercent: fc.constantFrom(0.1, 0.5, 1),
    settleSeconds: fc.constantFrom(0, 60, 300),
    plateau: fc.integer({ min: 5, max: 50 }),
    growth: fc.constantFrom(2, 2.5, 5, 10),
    stay: fc.integer({ min: 2, max: 15 }),
    bake: fc.integer({ min: 15, max: 240 }),
    fullBake: fc.integer({ min: 3, max: 240 }),
    approval: fc.boolean(),
    policy: fc.constantFrom('queue', 'supersede'),
    held: fc.option(fc.constantFrom('4h', '2d')),
    picks: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 }),
  });

  const planOf = (given: typeof numbers extends fc.Arbitrary<infer T> ? T : never): Plan => {
    const { total, badShare, stepPercent, settleSeconds } = given;
    const { plateau, growth, stay, bake, fullBake, approval, policy, held } = given;
    const knobs = `plateau: ${plateau}%, growth: ${growth}, stay: ${stay}m, bake: ${bake}m, fullBake: ${fullBake}m`;
    return planned({
      spec: specWith(
        `steps: { kind: guarded, ${knobs}${approval ? ', approval: true' : ''} }`,
        `onNewerVersion: ${policy}`,
        ...(held === null ? [] : [`heldLimit: ${held}`]),
      ),
      usual: { flow: { total, bad: total * badShare } },
      routerInfo: { weightStepPercent: stepPercent },
      reading: { ...inputWith().reading, settleSeconds },
    });
  };

  it('fits into a history, every step held to its limit', () => {
    fc.assert(
      fc.property(numbers, (given) => {
        const plan = planOf(given);
        expect(longestHistory(plan)).toBeLessThanOrEqual(historyBudget);
        expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
        for (const { ticks, tickSeconds, maxTicks, bakeSeconds } of mostStepsOf(plan)) {
          expect(ticks * tickSeconds).toBeGreaterThanOrEqual(bakeSeconds);
          expect(bakeSeconds).toBeGreaterThanOrEqual(60 * Math.min(given.stay, given.fullBake));
          expect(maxTicks).toBeGreaterThanOrEqual(ticks + 5);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('has no more steps than it says, whichever raises are chosen', () => {
    fc.assert(
      fc.property(numbers, (given) => {
        const plan = planOf(given);
        const ramp = rampOf(plan);
        let weight = plan.steps[0]?.weightPercent ?? 0;
        let steps = 1;
        for (const pick of given.picks) {
          if (weight >= 100) break;
          const proved = provedRaise(weight, ramp);
          const least = smallestRaise(weight, ramp);
          const most = Math.max(least, Math.min(ramp.plateauPercent, proved));
          const drawn = Math.floor((least + pick * (most - least)) / given.stepPercent + 1e-9);
          const inSteps = Number((drawn * given.stepPercent).toFixed(9));
          const isNearEnd = proved > ramp.plateauPercent;
          if (isNearEnd) weight = pick < 0.5 && weight < ramp.plateauPercent ? ramp.plateauPercent : proved;
          else weight = Math.max(least, inSteps);
          steps += 1;
        }
        expect(weight).toBe(100);
        expect(steps).toBeLessThanOrEqual(plan.mostSteps);
      }),
      { numRuns: 300 },
    );
  });
});
