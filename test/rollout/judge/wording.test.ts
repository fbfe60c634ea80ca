import { describe, expect, it } from '@jest/globals';
import { count, minutesLong, percent, times } from '../../../rollout/judge/wording.ts';

describe('numbers for people', () => {
  it.each([
    [0, '0%'],
    [0.000_012_34, '0.0012%'],
    [0.001_23, '0.12%'],
    [0.01, '1%'],
    [0.0996, '10%'],
    [0.0994, '9.9%'],
    [0.1, '10%'],
    [0.104, '10%'],
    [0.126, '13%'],
    [0.9949, '99%'],
    [0.9951, '100%'],
    [1, '100%'],
    [1.254, '125%'],
    [12.345, '1235%'],
    [-0.0123, '-1.2%'],
    [-0.126, '-13%'],
  ])('a rate of %d is %s', (rate, said) => {
    expect(percent(rate)).toBe(said);
  });

  it.each([
    [0, '0'],
    [999, '999'],
    [999.4, '999'],
    [999.5, '1,000'],
    [1000, '1,000'],
    [12_345, '12,345'],
    [123_456, '123,456'],
    [1_234_567, '1,234,567'],
  ])('a count of %d is %s', (value, said) => {
    expect(count(value)).toBe(said);
  });

  it.each([
    [0, '0 minutes'],
    [1, '1 minute'],
    [2, '2 minutes'],
  ])('%d is %s', (minutes, said) => {
    expect(minutesLong(minutes)).toBe(said);
  });

  it.each([
    [1.234, '1.2 times'],
    [6, '6 times'],
    [9.94, '9.9 times'],
    [10, '10 times'],
    [10.4, '10 times'],
    [10.6, '11 times'],
    [99.4, '99 times'],
    [123.4, '123 times'],
    [123.6, '124 times'],
    [999, '999 times'],
    [1000, '1,000 times or more'],
    [2000, '1,000 times or more'],
  ])('a ratio of %d is %s', (ratio, said) => {
    expect(times(ratio)).toBe(said);
  });
});
