import { describe, expect, it } from '@jest/globals';
import { timeline } from '../../../rollout/judge/timeline.ts';

const weights = timeline([
  { minute: 30.5, percent: 25 },
  { minute: 10.25, percent: 5 },
  { minute: 50, percent: 0 },
  { minute: 8, percent: 0 },
]);

describe('the weights over time', () => {
  it.each([
    ['before any change', 7, 0],
    ['a change to nothing', 8, 0],
    ['the minute before the first weight', 9, 0],
    ['the minute in which it came', 10, 5],
    ['the minute before the second', 29, 5],
    ['the minute in which the second came', 30, 25],
    ['the minute before the return', 49, 25],
    ['a change at the very beginning of a minute', 50, 0],
    ['long after', 500, 0],
  ])('%s', (_, minute, percent) => {
    expect(weights.percentAt(minute)).toBe(percent);
  });

  it('start with the first minute in which the canary has any', () => {
    expect(weights.startMinute).toBe(10);
    expect(timeline([{ minute: 7.9, percent: 0.5 }]).startMinute).toBe(7);
    expect(timeline([{ minute: 7.9, percent: 0 }]).startMinute).toBe(Number.POSITIVE_INFINITY);
    expect(timeline([]).startMinute).toBe(Number.POSITIVE_INFINITY);
    expect(timeline([]).percentAt(7)).toBe(0);
  });

  it.each([
    ['none is asked for, and a minute has one weight', 0, [10, 30]],
    ['one minute, which reaches into the next', 1, [8, 10, 11, 30, 31, 50]],
    ['a quarter: over before the minute is', 0.25, [8, 10, 30, 50]],
    ['three quarters: until the next minute begins', 0.75, [8, 10, 30, 31, 50]],
    ['two minutes', 2, [8, 9, 10, 11, 12, 30, 31, 32, 50, 51]],
  ])('warm-up: %s', (_, long, expected) => {
    const minutes = Array.from({ length: 60 }, (_, minute) => minute);
    expect(minutes.filter((minute) => weights.isWarmUp(minute, long))).toEqual(expected);
  });
});
