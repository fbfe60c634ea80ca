import { describe, expect, it } from '@jest/globals';
import type { Cell } from '../../../bench/judge/cells.ts';
import { goalsOf } from '../../../bench/judge/goals.ts';
import { page } from '../../../bench/judge/page.ts';
import { excessPlot, falsePlot, timePlot } from '../../../bench/judge/plots/index.ts';
import { work } from '../../../bench/judge/work.ts';

const power = { kind: 'power', baseRate: 0.001, requestsPerSecond: 1000, runs: 4, goodRuns: 10 } as const;
const cells: readonly Cell[] = [
  { ...power, plan: 'compared', scenario: 0 },
  { ...power, plan: 'compared', scenario: 1 },
  { ...power, plan: 'usual', scenario: 0 },
  { kind: 'false', scenario: 0, requestsPerSecond: 100, runs: 2 },
  { kind: 'bound', scenario: 0, relativeRisk: 2, runs: 2 },
  { kind: 'climb', baseRate: 0.001, requestsPerSecond: 1000, relativeRisk: 20, runs: 2 },
  { kind: 'climb', baseRate: 0.001, requestsPerSecond: 1000, relativeRisk: 1, runs: 1 },
];
const results = cells.map((cell) => work(cell, 'seed'));
const written = page(results, { seed: '1', isSmall: true });

describe('the bench', () => {
  it('has the same figures with the same seed', () => {
    expect(cells.slice(3, 6).map((cell) => work(cell, 'seed'))).toEqual(results.slice(3, 6));
  });

  it('says of every goal whether it is met', () => {
    const goals = goalsOf(results);
    expect(goals.length).toBeGreaterThanOrEqual(8);
    for (const { what, isMet } of goals) {
      const row = written.split('\n').find((line) => line.startsWith(`| ${what} |`));
      expect(row?.endsWith(isMet ? '| met |' : '| **not met** |')).toBe(true);
    }
  });

  it('writes tables whose rows all have as many cells as their head', () => {
    const tables = written.split('\n\n').filter((part) => part.startsWith('|'));
    expect(tables.length).toBeGreaterThanOrEqual(9);
    for (const table of tables) {
      expect(
        new Set(
          table
            .trim()
            .split('\n')
            .map((row) => row.split('|').length),
        ).size,
      ).toBe(1);
    }
  });

  it('writes no figure that is none', () => {
    expect(written).not.toMatch(/NaN|undefined|Infinity/);
    for (const plot of [falsePlot(results), timePlot(results), excessPlot(results)]) {
      expect(plot).toMatch(/^<svg .*<\/svg>\n$/s);
      expect(plot).not.toMatch(/NaN|undefined|Infinity/);
    }
  });
});
