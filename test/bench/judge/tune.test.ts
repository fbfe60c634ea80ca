import { describe, expect, it } from '@jest/globals';
import { drawFrom } from '../../../bench/judge/draw.ts';
import { baselines } from '../../../bench/judge/methods/index.ts';
import { failMinute } from '../../../bench/judge/replay.ts';
import { emptyRun } from '../../../bench/judge/run.ts';
import { scenarios } from '../../../bench/judge/scenarios.ts';
import { compared } from '../../../bench/judge/schedule.ts';
import { NO_HARM, simulate } from '../../../bench/judge/simulate.ts';
import { tuned } from '../../../bench/judge/tune.ts';

const [scenario] = scenarios;
const draw = drawFrom('tune');
const good = Array.from({ length: 20 }, () => {
  const run = emptyRun(compared, 1);
  if (scenario) simulate(run, scenario, { requestsPerSecond: 100, baseRates: [0.01] }, NO_HARM, draw);
  return run;
});

describe.each(baselines)('$name, tuned', (method) => {
  const falseAt = (threshold: number | null) =>
    threshold === null
      ? 0
      : good.filter((run) => failMinute(run, method.start(1, threshold, true), 1) >= 0).length;

  it('returns no more good releases than it may', () => {
    expect(falseAt(tuned(method, good, 3))).toBeLessThanOrEqual(3);
  });

  it('is keener the more it may', () => {
    const { keen, careful } = method.threshold;
    const away = (threshold: number | null) => Math.abs(Math.log((threshold ?? careful) / keen));
    const [generous, strict] = [tuned(method, good, 10), tuned(method, good, 1)];
    expect(away(generous)).toBeLessThanOrEqual(away(strict));
    expect(away(strict)).toBeLessThanOrEqual(away(careful) + 1e-9);
  });
});

it('leaves out a method that no threshold makes quiet', () => {
  const [method] = baselines;
  const loud = method && {
    ...method,
    start: () => () => 'fail' as const,
  };
  expect(loud && tuned(loud, good, 3)).toBeNull();
});
