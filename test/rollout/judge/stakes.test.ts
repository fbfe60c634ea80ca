import { describe, expect, it } from '@jest/globals';
import { interval } from '../../../rollout/judge/interval.ts';
import type { Slots } from '../../../rollout/judge/minute.ts';
import { type GuardedMetric, type Stake, stakesOf } from '../../../rollout/judge/stakes.ts';
import { paired, type Row } from './minutes.ts';

const REQUESTS = 6000;
const slotsOf = ([ns, ks, nc, kc]: Row): Slots => ({
  stable: { total: ns, bad: ks },
  canary: { total: nc, bad: kc },
});
const metricOf = (rows: readonly Row[], phi = 1, change: Partial<GuardedMetric> = {}): GuardedMetric => ({
  counts: slotsOf(
    rows.reduce((all, row) => [all[0] + row[0], all[1] + row[1], all[2] + row[2], all[3] + row[3]]),
  ),
  lnE: 0,
  lnThreshold: Math.log(100),
  relativeRisk: interval(paired(rows), { phi, sigma2: 0 }),
  ...change,
});

/** The sizes of harm are constants that may change; each stake says its own. */
const rateOf = ({ counts: { stable } }: GuardedMetric): number => (stable.bad + 0.5) / (stable.total + 1);
const riskOf = (stake: Stake, metric: GuardedMetric): number =>
  1 + stake.lossPerMinute / (REQUESTS * rateOf(metric));
const fallOf = (stake: Stake, metric: GuardedMetric): number =>
  1 - stake.lossPerMinute / (REQUESTS * rateOf(metric));

/** Of the bad requests that the canary got, given those of both slots: by binomial probabilities. */
function binomialRatio(risk: number, odds: number, stableBad: number, canaryBad: number): number {
  const [fair, harmed] = [odds / (1 + odds), (risk * odds) / (1 + risk * odds)];
  return (harmed / fair) ** canaryBad * ((1 - harmed) / (1 - fair)) ** stableBad;
}

describe('what is at stake', () => {
  const metric = metricOf([[4000, 8, 1000, 1]]);

  it('is every size of harm, from slight to nearly total, as far as there are requests to fail', () => {
    const risks = stakesOf(metric, REQUESTS).map((stake) => riskOf(stake, metric));
    expect(risks).toEqual(risks.toSorted((a, b) => a - b));
    expect(risks[0]).toBeCloseTo(1.5, 9);
    expect(Math.max(...risks) * rateOf(metric)).toBeLessThan(1);
    expect(Math.max(...risks) * rateOf(metric)).toBeGreaterThan(0.1);
    const broken = metricOf([[1000, 400, 1000, 400]]);
    expect(stakesOf(broken, REQUESTS).map((stake) => riskOf(stake, broken))).toEqual([
      expect.closeTo(1.5, 9),
      expect.closeTo(2, 9),
    ]);
    expect(stakesOf(metricOf([[1999, 999.5, 1000, 400]]), REQUESTS)).toHaveLength(1);
  });

  it('leaves no wide gap between two sizes, and says none twice', () => {
    const rare = metricOf([[1e9, 1000, 1e9, 1000]]);
    const risks = stakesOf(rare, REQUESTS).map((stake) => riskOf(stake, rare));
    const gaps = risks.slice(1).map((risk, i) => risk / (risks[i] ?? Number.NaN));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5 + 1e-9);
    expect(Math.min(...gaps)).toBeGreaterThan(1.3);
  });

  it('grows with the traffic', () => {
    const more = stakesOf(metric, 10 * REQUESTS);
    stakesOf(metric, REQUESTS).forEach((stake, i) => {
      expect(more[i]?.lossPerMinute).toBeCloseTo(10 * stake.lossPerMinute, 6);
      expect(more[i]).toMatchObject({ likelihood: stake.likelihood, findingCost: stake.findingCost });
    });
  });

  it('of what should not fall, is every fall', () => {
    const conversion = metricOf([[4000, 120, 1000, 30]], 1, { direction: 'higher-is-better' });
    const falls = stakesOf(conversion, REQUESTS).map((stake) => fallOf(stake, conversion));
    expect(falls).toEqual(falls.toSorted((a, b) => b - a));
    expect(new Set(falls.map((fall) => fall.toFixed(6))).size).toBe(falls.length);
    expect(falls[0]).toBeGreaterThan(0.8);
    expect(falls[0]).toBeLessThan(0.95);
    expect(falls.at(-1)).toBeLessThan(0.08);
    for (const stake of stakesOf(conversion, REQUESTS)) {
      const ratio = binomialRatio(fallOf(stake, conversion), 0.25, 120, 30);
      expect(stake.likelihood).toBeCloseTo(Math.min(1, ratio), 9);
      expect(stake.findingCost).toBeGreaterThan(0);
    }
  });
});

describe('how likely a harm is', () => {
  it.each<[string, Row]>([
    ['no sign of harm', [4000, 40, 1000, 10]],
    ['a better canary', [4000, 40, 1000, 5]],
    ['a canary that looks worse', [4000, 40, 1000, 17]],
    ['a canary without bad requests', [4000, 40, 1000, 0]],
  ])('is what the binomial says, with %s', (_, row) => {
    const metric = metricOf([row]);
    for (const stake of stakesOf(metric, REQUESTS)) {
      const ratio = binomialRatio(riskOf(stake, metric), row[2] / row[0], row[1], row[3]);
      expect(stake.likelihood).toBeCloseTo(Math.min(1, ratio), 6);
    }
  });

  it('is not misled by sums over minutes of different weights and rates', () => {
    const metric = metricOf([
      [9000, 900, 1000, 100],
      [1000, 10, 9000, 90],
    ]);
    expect(metric.relativeRisk?.estimate).toBeCloseTo(1, 6);
    const [slight] = stakesOf(metric, REQUESTS);
    const bySums = binomialRatio(1.5, 1, 910, 190);
    const fair = binomialRatio(1.5, 190 / 910, 910, 190);
    expect(bySums).toBeLessThan(1e-60);
    expect(slight?.likelihood).toBeGreaterThan(fair / 10);
    expect(slight?.likelihood).toBeLessThan(fair * 1000);
  });

  it.each<[string, Row]>([
    ['bad canary requests', [40_000, 400, 10_000, 100]],
    ['none', [40_000, 40, 10_000, 0]],
  ])('allows for dispersion, as the interval does, with %s', (_, row) => {
    const [plain] = stakesOf(metricOf([row]), REQUESTS);
    const [scattered] = stakesOf(metricOf([row], 4), REQUESTS);
    const part = Math.log(scattered?.likelihood ?? 0) / Math.log(plain?.likelihood ?? 0);
    expect(part).toBeGreaterThan(0.15);
    expect(part).toBeLessThan(0.35);
    const narrow = { estimate: 1, low: 0.99, high: 1.01 };
    const [sure] = stakesOf(metricOf([row], 1, { relativeRisk: narrow }), REQUESTS);
    if (row[3] > 0) expect(sure?.likelihood).toBeCloseTo(plain?.likelihood ?? Number.NaN, 9);
  });

  it('is a matter of requests alone where nothing was bad', () => {
    const metric = metricOf([[4000, 0, 1000, 0]]);
    for (const stake of stakesOf(metric, REQUESTS)) {
      // Half a bad request is thought of on stable: an eighth on the canary for each time that it is worse.
      const missing = (1000 * (riskOf(stake, metric) - 1) * 0.5) / 4001;
      expect(stake.likelihood).toBeCloseTo(Math.exp(-missing), 9);
    }
  });

  it.each<[string, Row, GuardedMetric['relativeRisk']]>([
    ['nothing is compared', [4000, 40, 1000, 0], null],
    ['no end to the estimate', [4000, 40, 1000, 0], { estimate: 1000, low: 0.1, high: 999 }],
    ['no end to the interval', [4000, 40, 1000, 0], { estimate: 2, low: 0.1, high: 1000 }],
  ])('is anything with %s', (_, row, relativeRisk) => {
    const likelihoods = stakesOf(metricOf([row], 1, { relativeRisk }), REQUESTS).map(
      ({ likelihood }) => likelihood,
    );
    expect(new Set(likelihoods)).toEqual(new Set([1]));
  });
});

describe('what it costs to find a harm', () => {
  const costsAt = (lnThreshold: number, direction: GuardedMetric['direction'], row: Row) =>
    stakesOf(metricOf([row], 1, { lnThreshold, ...(direction ? { direction } : {}) }), REQUESTS);

  it.each([
    ['lower-is-better', 1.1, [4000, 8, 1000, 2]],
    ['higher-is-better', 0.95, [4000, 120, 1000, 30]],
  ] as const)('is the harm of the requests that the test needs, if %s', (direction, line, row) => {
    const metric = metricOf([row]);
    const cheap = costsAt(3, direction, row);
    const dear = costsAt(8, direction, row);
    const overheads = cheap.map((stake, i) => {
      const risk = direction === 'lower-is-better' ? riskOf(stake, metric) : fallOf(stake, metric);
      // Wald: nats that a bad request expected of a good canary brings, if the canary is so much worse.
      const natsEach = risk * Math.log(risk / line) - (risk - line);
      const perNat = Math.abs(risk - 1) / natsEach;
      expect((dear[i]?.findingCost ?? 0) - stake.findingCost).toBeCloseTo(5 * perNat, 6);
      return stake.findingCost / perNat - 3;
    });
    // The mean over six alternatives costs up to ln 6 beside the threshold.
    for (const overhead of overheads) expect(overhead).toBeCloseTo(overheads[0] ?? Number.NaN, 6);
    expect(overheads[0]).toBeGreaterThan(0);
    expect(overheads[0]).toBeLessThan(Math.log(6));
  });
});
