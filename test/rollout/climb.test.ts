import { describe, expect, it } from '@jest/globals';
import { climb, type Ledge } from '../../rollout/climb.ts';
import type { MetricVerdict, Verdict } from '../../rollout/judge/index.ts';
import type { Ramp } from '../../rollout/plan/plan.ts';

const ramp: Ramp = {
  reactionMinutes: 4,
  growth: 5,
  weightStepPercent: 0.5,
  minMinutes: 3,
  plateauPercent: 25,
  maxBakeMinutes: 30,
  fullBakeMinutes: 10,
  lowBakeMinutes: 15,
  approval: { checkSeconds: 60, checks: 240, timeoutSeconds: 14_400, onTimeout: 'rollback' },
  tickSeconds: 60,
  holdTicks: 30,
  metrics: [{ name: 'errors', requestsPerMinute: 6000, budgetRequests: 20 }],
};

/** Stable fails 0.1% of a million, so does the canary. */
function metric(canaryTotal: number, changes: Partial<MetricVerdict> = {}): MetricVerdict {
  return {
    name: 'errors',
    verdict: 'continue',
    hold: false,
    rule: 'undecided',
    sentence: '',
    dryRun: false,
    counts: {
      stable: { total: 1_000_000, bad: 1000 },
      canary: { total: canaryTotal, bad: canaryTotal / 1000 },
    },
    relativeRisk: { estimate: 1, low: 0.1, high: 3 },
    lnE: 0,
    lnThreshold: 4.6,
    lnSafe: 0,
    lnSafeThreshold: 3,
    excessUpperBound: 0.01,
    notes: [],
    ...changes,
  };
}

const verdict = (metrics: readonly MetricVerdict[], changes: Partial<Verdict> = {}): Verdict => ({
  verdict: 'continue',
  hold: false,
  unproven: false,
  rule: 'baking',
  sentence: 'The judge holds.',
  lnE: 0,
  lnThreshold: 4.6,
  metrics,
  ...changes,
});

function at(weightPercent: number, changes: Partial<Ledge> = {}): Ledge {
  return {
    ramp,
    metrics: [{ name: 'errors', direction: 'lower-is-better', unit: 'request' }],
    step: { number: 2, weightPercent, ticks: 15, maxTicks: 45 },
    tick: 4,
    minutesAtWeight: 4,
    minutesSinceStart: 8,
    verdict: verdict([metric(100_000)]),
    servedPerMinute: {},
    whenHeld: 'ask',
    ...changes,
  };
}

const held = { verdict: verdict([metric(100)], { hold: true }) };

describe('the climb', () => {
  it('goes on to the weight that is allowed, and says why', () => {
    const { decision, sentence, next } = climb(at(2));
    const why = 'At 10% that is at most 6 bad requests more a minute, so 10% next.';
    expect(decision).toBe('next');
    expect(next).toEqual({
      number: 3,
      weightPercent: 10,
      bakeSeconds: 900,
      tickSeconds: 60,
      ticks: 15,
      maxTicks: 45,
      approval: null,
      why,
    });
    expect(sentence).toBe(
      `No sign of harm so far: at most 1% of 100,000 canary requests may be worse off because of this version (errors). ${why}`,
    );
  });

  it.each([
    ['before its least time', at(2, { minutesAtWeight: 2.9 }), '2% lasts 3 minutes at least.'],
    ['until more is known', at(20, { verdict: verdict([metric(50)]) }), '20% is enough until more is known.'],
    ['when nothing was judged', at(2, { verdict: verdict([]) }), '2% is enough until more is known.'],
    ['before the least time at 100%', at(100, { minutesAtWeight: 9 }), '100% lasts 10 minutes at least.'],
  ])('stays %s', (_, ledge, why) => {
    const { decision, sentence, next } = climb(ledge);
    expect({ decision, next }).toEqual({ decision: 'bake', next: null });
    expect(sentence).toMatch(new RegExp(`${why}$`));
  });

  it('takes the least of what its metrics allow, and leaves out those that decide nothing', () => {
    const two = {
      ramp: {
        ...ramp,
        metrics: [...ramp.metrics, { name: 'slow', requestsPerMinute: 6000, budgetRequests: 20 }],
      },
      metrics: ['errors', 'slow'].map(
        (name) => ({ name, direction: 'lower-is-better', unit: 'request' }) as const,
      ),
    };
    const unknown = metric(3, { name: 'slow', excessUpperBound: 1 });
    expect(climb(at(2, { ...two, verdict: verdict([metric(100_000), unknown]) })).decision).toBe('bake');
    expect(climb(at(2, { verdict: verdict([metric(100_000), unknown]) })).next?.weightPercent).toBe(10);
  });

  it('spends no more where traffic has grown since the plan was made', () => {
    const few = { verdict: verdict([metric(4)]) };
    const quiet = { ...ramp, metrics: [{ name: 'errors', requestsPerMinute: 60, budgetRequests: 20 }] };
    expect(climb(at(0.5, { ramp: quiet, ...few })).next?.weightPercent).toBe(5);
    const grown = climb(at(0.5, { ramp: quiet, ...few, servedPerMinute: { errors: 60_000 } }));
    expect(grown.decision).toBe('bake');
  });

  it('makes a small raise after a bake without proof or harm', () => {
    const { next, sentence } = climb(
      at(4, { tick: 15, minutesAtWeight: 14, verdict: verdict([metric(200)]) }),
    );
    expect(next?.weightPercent).toBe(8);
    expect(sentence).toMatch(/14 minutes at 4% were enough, so 8% next\.$/);
  });

  it.each([
    [25, 31, 95],
    [95, 4, 100],
  ])('leaves %i%% after %i minutes without harm', (weightPercent, minutesAtWeight, next) => {
    const late = { minutesAtWeight, minutesSinceStart: 45, verdict: verdict([metric(200)]) };
    expect(climb(at(weightPercent, late)).next?.weightPercent).toBe(next);
  });

  it('asks the person of the spec before the plateau is left, and only then', () => {
    const late = { minutesAtWeight: 31, minutesSinceStart: 45, verdict: verdict([metric(200)]) };
    expect(climb(at(25, late)).next?.approval).toEqual(ramp.approval);
    expect(climb(at(95, late)).next?.approval).toBeNull();
  });

  it('is done with 100%', () => {
    const done = climb(at(100, { minutesAtWeight: 10 }));
    expect(done).toMatchObject({ decision: 'next', next: null });
  });
});

describe('a held climb', () => {
  it('stays for as long as it may', () => {
    expect(climb(at(2, { ...held, tick: 44 }))).toEqual({
      decision: 'bake',
      sentence: 'The judge holds.',
      next: null,
    });
  });

  it.each([
    ['ask', 'ask'],
    ['rollback', 'fail'],
    ['advance', 'next'],
  ] as const)('then does what the spec says: %s', (whenHeld, decision) => {
    const after = climb(at(2, { ...held, tick: 45, whenHeld }));
    expect(after).toMatchObject({ decision, sentence: 'The judge holds.', next: { weightPercent: 10 } });
    expect(climb(at(100, { ...held, tick: 45, whenHeld }))).toMatchObject({ decision, next: null });
  });
});
