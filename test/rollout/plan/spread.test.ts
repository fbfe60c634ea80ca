import { describe, expect, it } from '@jest/globals';
import { spreadSeconds } from '../../../rollout/plan/spread.ts';

describe('the places of a fleet in a tick', () => {
  const names = Array.from({ length: 1000 }, (_, index) => `s${index}-v42-1a2b3c4d5e6f`);

  it('are the same each time', () => {
    expect(names.map((name) => spreadSeconds(name, 60))).toEqual(
      names.map((name) => spreadSeconds(name, 60)),
    );
  });

  it('are seconds of the tick, and no second is crowded', () => {
    const places = names.map((name) => spreadSeconds(name, 60));
    const bySecond = Map.groupBy(places, (second) => second);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThan(60);
    expect(bySecond.size).toBe(60);
    // 17 on average; GetMetricData allows 50 requests a second.
    expect(Math.max(...[...bySecond.values()].map(({ length }) => length))).toBeLessThan(40);
  });
});
