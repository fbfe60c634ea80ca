import { describe, expect, it } from '@jest/globals';
import { formatDuration, formatPercent, parseDuration, parsePercent } from '../../rollout/units.ts';

describe('units', () => {
  it.each([
    ['90s', 90],
    ['30m', 1800],
    ['4h', 14_400],
    ['2d', 172_800],
    ['0m', 0],
    ['30', null],
    ['030m', null],
    ['1.5h', null],
    ['-1m', null],
    ['1h30m', null],
  ])('the duration %s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));

  it.each([
    ['5%', 5],
    ['0.5%', 0.5],
    ['100%', 100],
    ['100.5%', null],
    ['5', null],
    ['.5%', null],
    ['3o%', null],
  ])('the percentage %s', (text, percent) => expect(parsePercent(text)).toBe(percent));

  it('writes them as a person would', () => {
    expect([90, 1800, 5400, 86_400, 0].map(formatDuration)).toEqual(['90s', '30m', '90m', '1d', '0s']);
    expect([5, 0.5, 33.33333].map(formatPercent)).toEqual(['5%', '0.5%', '33.3333%']);
  });
});
