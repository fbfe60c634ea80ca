import { describe, expect, it } from '@jest/globals';
import { drawFrom } from '../../../bench/judge/draw.ts';
import { FIVE_RATES } from '../../../bench/judge/false-cell.ts';
import { failFinder, sitting } from '../../../bench/judge/haldane.ts';
import { emptyRun } from '../../../bench/judge/run.ts';
import { scenarios } from '../../../bench/judge/scenarios.ts';
import { compared } from '../../../bench/judge/schedule.ts';
import { NO_HARM, simulate } from '../../../bench/judge/simulate.ts';

const TRAFFIC = { requestsPerSecond: 100, baseRates: FIVE_RATES };

describe('draws', () => {
  it.each([
    [20, 0.3],
    [1000, 0.02],
    [1e6, 0.001],
    [500, 0.9],
  ])('of %d requests at %d have the binomial mean and variance', (trials, probability) => {
    const draw = drawFrom('draws');
    const drawn = Array.from({ length: 20_000 }, () => draw.binomial(trials, probability));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / drawn.length;
    const expected = trials * probability * (1 - probability);
    expect(Math.abs(mean - trials * probability)).toBeLessThan(5 * Math.sqrt(expected / drawn.length));
    expect(variance / expected).toBeCloseTo(1, 1);
  });

  it('of clusters have the mean of their sum', () => {
    const draw = drawFrom('clusters');
    const sums = Array.from({ length: 5000 }, () => draw.geometricSum(3, 10));
    expect(Math.abs(sums.reduce((sum, value) => sum + value, 0) / 5000 - 30)).toBeLessThan(1);
  });
});

describe.each(scenarios)('$name by $unit', (scenario) => {
  const run = emptyRun(compared, FIVE_RATES.length);

  it('is the same with the same seed, and never has more bad requests than requests', () => {
    simulate(run, scenario, TRAFFIC, NO_HARM, drawFrom('a'));
    const first = run.canary.bad.slice();
    for (let t = 0; t < run.minutes; t++) {
      expect(run.canary.bad[t] ?? 0).toBeLessThanOrEqual(run.canary.total[t] ?? 0);
      expect(run.control.bad[t] ?? 0).toBeLessThanOrEqual(run.control.total[t] ?? 0);
    }
    simulate(run, scenario, TRAFFIC, NO_HARM, drawFrom('a'));
    expect(run.canary.bad).toEqual(first);
  });

  it('gets the same answer from the judge when it is asked only where it could decide', () => {
    const draw = drawFrom('screen');
    simulate(run, scenario, TRAFFIC, { relativeRisk: 3, onsetMinute: 5 }, draw);
    const { verdictAfter } = sitting(run, scenario, FIVE_RATES.length);
    let failed = 0;
    while (failed < run.minutes && verdictAfter(failed).verdict !== 'fail') failed++;
    const found = failFinder(scenario, FIVE_RATES.length, FIVE_RATES.length, run.minutes)(run);
    expect(found).toBe(failed === run.minutes ? -1 : failed);
  });
});
