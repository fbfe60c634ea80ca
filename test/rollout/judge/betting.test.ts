import { describe, expect, it } from '@jest/globals';
import { bet, betting, lnBet, noBets } from '../../../rollout/judge/betting.ts';
import { lnMean } from '../../../rollout/judge/log-space.ts';
import type { JudgedMinute, Slots, Use } from '../../../rollout/judge/minute.ts';
import type { Row } from './minutes.ts';

const slotsOf = ([ns, ks, nc, kc]: Row): Slots => ({
  stable: { total: ns, bad: ks },
  canary: { total: nc, bad: kc },
});
const at = (minute: number, row: Row, use: Use = 'paired'): JudgedMinute => ({
  minute,
  use,
  ...slotsOf(row),
});

describe('one bet', () => {
  // With 1.25 times stable's rate, 50 of 1,000 requests are to have 1.25 x 50 / (1.25 x 50 + 950) of the events: 6.17%.
  it.each<[string, Row, number]>([
    ['wins where the canary has more than its part', [950, 4, 50, 1], 0.514020514663],
    ['loses all of its stake without a bad canary request', [950, 4, 50, 0], -0.356674943939],
    ['is called off without events', [950, 0, 50, 0], 0],
  ])('%s', (_, row, ln) => {
    expect(lnBet(slotsOf(row), 1.25, 0.3)).toBeCloseTo(ln, 11);
  });
});

describe('bets on blocks of minutes', () => {
  // Computed apart from this code, on the blocks below.
  const FOUR_BLOCKS = 3.2451802223576;
  const inMinutes = [
    at(10, [900, 3, 100, 1]),
    at(11, [800, 0, 200, 2]),
    at(12, [900, 1, 100, 0]),
    at(13, [900, 1, 100, 2]),
    at(15, [950, 0, 50, 1]),
    at(16, [1850, 1, 150, 3]),
    at(17, [500, 9, 500, 9], 'witness'),
    at(18, [500, 2, 500, 1]),
  ];

  it('are on the sums of each block, which ends after its minutes and at a change of the shares', () => {
    expect(betting(inMinutes, 1.25, 3)).toBeCloseTo(FOUR_BLOCKS, 11);
  });

  it('are those that are placed block by block', () => {
    const capital = noBets();
    for (const row of [
      [2600, 4, 400, 3],
      [1850, 1, 150, 3],
      [1850, 1, 150, 3],
      [500, 2, 500, 1],
    ] as const)
      bet(capital, slotsOf(row), 1.25);
    expect(lnMean(capital)).toBeCloseTo(FOUR_BLOCKS, 11);
  });
});
