import { describe, expect, it } from '@jest/globals';
import { fullSeconds } from '../../cli/rehearsals.ts';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';
import { timeline } from '../../report/timeline.ts';

const good = scenarios['guarded-good-release'];

describe('a guarded ramp', () => {
  it('has all traffic in under a third of the time that the default steps take, and says why at each weight', async () => {
    const spec = { ...good.spec, steps: undefined };
    const [guarded, usual] = await Promise.all([
      rehearse({ scenario: good, seed: 7 }),
      rehearse({ scenario: { ...good, spec }, seed: 7 }),
    ]);
    expect(usual.outcome).toBe('promoted');
    expect(fullSeconds(guarded)).toBeLessThan((fullSeconds(usual) ?? 0) / 3);

    const { steps, shifts } = timeline(guarded.history);
    expect(shifts.map(({ weightPercent }) => weightPercent)).toEqual(
      steps.map(({ weightPercent }) => weightPercent),
    );
    for (const { why, weightPercent } of steps) {
      const said = weightPercent === 100 ? 'all of it next' : `${weightPercent}% (next|first)`;
      expect(why).toMatch(new RegExp(`so ${said}`, 'i'));
    }
  });

  it('keeps its floors: the least time at each weight, and at 100%', async () => {
    const { history } = await rehearse({ scenario: good, seed: 7 });
    const { steps } = timeline(history);
    const minutes = steps.map(
      ({ shiftedAtMillis, endedAtMillis }) =>
        Math.round(((endedAtMillis ?? 0) - (shiftedAtMillis ?? 0)) / 6000) / 10,
    );
    expect(Math.min(...minutes)).toBeGreaterThanOrEqual(3);
    expect(minutes.at(-1)).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['no more where one request in twenty fails', 0.05, 1],
    ['a small share where all fail', 1, 0.3],
  ])('costs %s than the default steps do', async (_, errorRate, share) => {
    const bad = { ...scenarios['guarded-bad-release'], versions: { v42: { errorRate } } };
    const [guarded, usual] = await Promise.all([
      rehearse({ scenario: bad, seed: 7 }),
      rehearse({ scenario: { ...bad, spec: {} }, seed: 7 }),
    ]);
    expect([guarded.outcome, usual.outcome]).toEqual(['rolled back', 'rolled back']);
    expect(guarded.excessBadRequests).toBeLessThanOrEqual(usual.excessBadRequests * share);
  });

  it.each([1, 2, 4, 6])('returns all traffic when it is stopped at weight number %i', async (visit) => {
    const { outcome, weights, claim, executions } = await rehearse({
      seed: 7,
      scenario: {
        ...good,
        play(stage) {
          stage.release('v42');
          stage.when('Let old answers expire', (execution) => stage.stop(execution), visit);
        },
      },
    });
    expect(executions.map((execution) => execution.outcome)).toEqual(['stopped', 'rolled back']);
    expect({ outcome, weights, claim }).toEqual({
      outcome: 'rolled back',
      weights: { stable: 100, canary: 0 },
      claim: null,
    });
  });

  it('is stopped by a stranger who moves its weights, and leaves them', async () => {
    const { outcome, weights } = await rehearse({
      seed: 7,
      scenario: {
        ...good,
        file: 'examples/ecs-load-balancer.yml',
        play(stage) {
          stage.release('v42');
          stage.at(9, () => stage.moveWeights(60));
        },
      },
    });
    expect(outcome).toBe('stopped');
    expect(weights.canary).toBe(60);
  });
});
