import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountsInput, countsSchema, judgeCounts } from '../../../rollout/judge/judge-counts.ts';

type Buckets = CountsInput['metrics'][number]['buckets'];
const repeat = (times: number, row: Buckets[number]): Buckets => Array.from({ length: times }, () => row);

/** One of five metrics, as the reference values were computed. */
const asOneOfFive = (metric: Omit<CountsInput['metrics'][number], 'name'>) =>
  judgeCounts({
    metrics: [{ name: 'm', ...metric }, ...[1, 2, 3, 4].map((i) => ({ name: `quiet ${i}`, buckets: [] }))],
  }).metrics[0];

const G: Buckets = [
  [990, 1, 10, 0],
  [950, 1, 50, 1],
  [950, 0, 50, 30],
  [950, 2, 50, 29],
];

describe('counts', () => {
  it.each([
    ['A', [[5940, 6, 60, 3]], {}, 1.49398994307, 0.185959324929],
    [
      'B',
      [
        [5700, 5, 300, 2],
        [5700, 7, 300, 3],
        [4500, 4, 1500, 9],
      ],
      {},
      4.58778610426,
      0.0129289062538,
    ],
    [
      'B, scattered',
      [
        [5700, 5, 300, 2],
        [5700, 7, 300, 3],
        [4500, 4, 1500, 9],
      ],
      { phi: 4, sigma2: 0.15 },
      1.45433147692,
      undefined,
    ],
    ['C', repeat(5, [5700, 6, 300, 300]), {}, 2998.20824053, 1],
    ['D', repeat(30, [4500, 5, 1500, 0]), {}, -1.17317132426, -0.000884034285213],
    ['G', G, {}, 7.07147153236, 0.540077173827],
  ] as const)('%s has the reference values', (_, buckets, change, lnE, excess) => {
    const metric = asOneOfFive({ tolerance: 0.25, minBadBuckets: 3, buckets: mutable(buckets), ...change });
    expect(Math.abs((metric?.lnE ?? 0) - lnE)).toBeLessThan(1e-9 * Math.max(1, Math.abs(lnE)));
    expect(metric?.lnThreshold).toBeCloseTo(Math.log(500), 12);
    if (excess !== undefined) expect(metric?.excessUpperBound).toBeCloseTo(excess, 10);
  });

  it.each([
    ['harm', repeat(30, [5700, 6, 300, 6]), 'fail', /^Harm is proved.*180 bad of 9,000 on the canary \(2%\)/],
    ['a good version', repeat(30, [4500, 5, 1500, 1]), 'pass', /^Every metric is safe/],
    ['little traffic', repeat(30, [57, 0, 3, 0]), 'continue', /^Not decided: errors proves nothing/],
    [
      'a hint of harm',
      [
        [5700, 6, 300, 3],
        [5700, 6, 300, 3],
      ],
      'continue',
      /not yet beyond doubt/,
    ],
    ['nothing', [], 'continue', /no bucket with requests in both slots/],
    ['more bad than all', repeat(3, [0, 5, 0, 5]), 'continue', /no bucket/],
  ] as const)('%s', (_, buckets, verdict, reason) => {
    const result = judgeCounts({ metrics: [{ name: 'errors', buckets: mutable(buckets) }] });
    expect(result).toMatchObject({ verdict, reason: expect.stringMatching(reason) });
  });

  it('of a warm-up are left out, or vouch for what follows if graded', () => {
    const harmful = { name: 'errors', warmUpBuckets: [0], buckets: repeat(2, [5700, 6, 300, 9]) };
    expect(judgeCounts({ metrics: [harmful] }).verdict).toBe('continue');
    expect(judgeCounts({ metrics: [harmful], graded: true }).verdict).toBe('fail');
    const cold = { ...harmful, buckets: [...repeat(1, [5700, 6, 300, 15]), ...repeat(9, [5700, 6, 300, 0])] };
    expect(judgeCounts({ metrics: [cold], graded: true }).metrics[0]?.lnE).toBeLessThan(0);
  });

  it('are JSON again, whatever they are, and do not depend on the order of metrics', () => {
    const events = fc.oneof(fc.nat(50), fc.nat(1e12));
    const metric = fc.record({
      unit: fc.constantFrom('request' as const, 'client' as const),
      buckets: fc.array(fc.tuple(events, events, events, events), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(metric, { minLength: 1, maxLength: 4 }), fc.boolean(), (all, graded) => {
        const metrics = all.map((one, i) => ({ name: `m${i}`, ...one }));
        const said = judgeCounts({ metrics, graded });
        expect(JSON.parse(JSON.stringify(said))).toEqual(said);
        const turned = judgeCounts({ metrics: metrics.toReversed(), graded });
        expect(turned.verdict).toBe(said.verdict);
        expect(turned.metrics.toReversed()).toEqual(said.metrics);
      }),
    );
  });
});

describe('the evidence in counts, computed apart from this code with 40 digits', () => {
  const B: Buckets = [
    [5700, 5, 300, 2],
    [5700, 7, 300, 3],
    [4500, 4, 1500, 9],
  ];
  it.each<[string, Omit<CountsInput, 'metrics'>, Partial<CountsInput['metrics'][number]>, number]>([
    ['requests', {}, {}, 5.4332109320042],
    ['clients', {}, { unit: 'client', phi: 3 }, 1.4543314769225],
    ['with a warm-up', {}, { warmUpBuckets: [1] }, 3.0846854938042],
    ['requests, graded', { graded: true }, {}, 6.3690273210775],
    ['clients, graded', { graded: true }, { unit: 'client' }, 1.4607319448675],
    [
      'graded as one asks',
      { graded: true },
      { minBadBuckets: 4, startMass: 0.6, hazard: 1 / 30 },
      3.3607280397512,
    ],
  ])('%s', (_, all, change, lnE) => {
    const { metrics } = judgeCounts({ ...all, metrics: [{ name: 'errors', buckets: B, ...change }] });
    expect(metrics[0]?.lnE).toBeCloseTo(lnE, 11);
    expect(metrics[0]?.lnThreshold).toBeCloseTo(Math.log(100), 12);
  });

  it('as one asks', () => {
    const asked = { minBadBuckets: 5, tolerance: 0.3, phi: 2, sigma2: 0.3, hazard: 0.1, startMass: 0.7 };
    const { metrics } = judgeCounts({
      falseRollbackRate: 0.05,
      metrics: [
        { name: 'errors', buckets: B, ...asked },
        { name: 'latency', buckets: [] },
      ],
    });
    expect(metrics[0]?.lnE).toBeCloseTo(1.5943028443737, 11);
    expect(metrics[0]?.lnThreshold).toBeCloseTo(Math.log(40), 12);
  });
});

describe('in words', () => {
  const GOOD = repeat(30, [4500, 5, 1500, 1]);
  const FEW = repeat(30, [45, 0, 15, 0]);
  const HARM = repeat(30, [5700, 6, 300, 6]);
  const says = (buckets: Buckets, change: Partial<CountsInput> = {}) =>
    judgeCounts({ metrics: [{ name: 'errors', buckets }], ...change }).metrics[0];

  it.each<[string, Buckets, Partial<CountsInput>, string, string]>([
    [
      'harm',
      HARM,
      {},
      'fail',
      "errors rose: 180 bad of 9,000 on the canary (2%), 180 bad of 171,000 on stable (0.11%), at least 11 times stable's rate.",
    ],
    [
      'slight harm',
      repeat(30, [4500, 45, 4500, 80]),
      {},
      'fail',
      "errors rose: 2,400 bad of 135,000 on the canary (1.8%), 1,350 bad of 135,000 on stable (1%), at least 1.5 times stable's rate.",
    ],
    [
      'late harm that the sums hide',
      [...repeat(60, [4500, 50, 1500, 8]), ...repeat(12, [4500, 50, 1500, 50])],
      {},
      'fail',
      'errors rose: 1,080 bad of 108,000 on the canary (1%), 3,600 bad of 324,000 on stable (1.1%).',
    ],
    [
      'a hint of harm',
      repeat(2, [5700, 6, 300, 3]),
      {},
      'continue',
      'errors looks worse, but not yet beyond doubt: 6 bad of 600 on the canary (1%), 12 bad of 11,400 on stable (0.11%).',
    ],
    [
      'a good version',
      GOOD,
      {},
      'pass',
      'errors is safe: at most 0.0061% of canary requests may be worse off; 30 bad of 45,000 on the canary (0.067%), 150 bad of 135,000 on stable (0.11%).',
    ],
    [
      'a good version, graded',
      GOOD,
      { graded: true },
      'pass',
      'errors is safe: at most 0.0091% of canary requests may be worse off; 30 bad of 45,000 on the canary (0.067%), 150 bad of 135,000 on stable (0.11%).',
    ],
    [
      'a better version',
      repeat(300, [4500, 50, 4500, 10]),
      { graded: true },
      'pass',
      'errors is safe: no requests may be worse off; 3,000 bad of 1,350,000 on the canary (0.22%), 15,000 bad of 1,350,000 on stable (1.1%).',
    ],
    [
      'a much better version',
      repeat(300, [4500, 50, 4500, 10]),
      {},
      'pass',
      'errors is safe: no requests may be worse off; 3,000 bad of 1,350,000 on the canary (0.22%), 15,000 bad of 1,350,000 on stable (1.1%).',
    ],
    [
      'next to nothing',
      repeat(3, [1, 0, 1, 1]),
      {},
      'continue',
      'errors proves nothing yet: 3 bad of 3 on the canary (100%), 0 bad of 3 on stable (0%).',
    ],
    [
      'nothing to compare',
      [
        [1, 0, 0, 0],
        [0, 0, 1, 0],
      ],
      {},
      'continue',
      'errors proves nothing yet: no bucket with requests in both slots.',
    ],
  ])('%s', (_, buckets, change, verdict, reason) => {
    expect(says(buckets, change)).toMatchObject({ verdict, reason });
  });

  it('nothing is known of a metric without events', () => {
    expect(says([])).toMatchObject({
      lnE: 0,
      excessUpperBound: 1,
      relativeRisk: { estimate: null, low: 0, high: 1000 },
    });
  });

  it('total failure counts even in a warm-up, and less does not', () => {
    const inWarmUp = (bad: number) =>
      judgeCounts({
        metrics: [{ name: 'errors', warmUpBuckets: [0], buckets: [[5700, 6, 300, bad]] }],
      });
    expect(inWarmUp(150).verdict).toBe('fail');
    expect(inWarmUp(149).metrics[0]?.lnE).toBeCloseTo(0, 12);
  });

  it('more bad than all is all', () => {
    expect(says(repeat(9, [5700, 9000, 300, 400]))).toEqual(says(repeat(9, [5700, 5700, 300, 300])));
  });

  it('all metrics together', () => {
    const all = (...series: readonly Buckets[]) =>
      judgeCounts({ metrics: series.map((buckets, i) => ({ name: 'abc'[i] ?? '', buckets })) });
    const slight = repeat(3, [5700, 6, 300, 3]);
    expect(all(slight, HARM, []).reason).toMatch(/^Harm is proved, all metrics together: b rose/);
    expect(all(HARM, slight, []).reason).toMatch(/^Harm is proved, all metrics together: a rose/);
    expect(all(GOOD, FEW, [])).toMatchObject({
      verdict: 'continue',
      reason: expect.stringMatching(/^Not decided: b proves nothing yet: 0 bad of 450/),
    });
    expect(all(GOOD, GOOD)).toMatchObject({
      verdict: 'pass',
      reason: 'Every metric is safe enough to go on.',
    });
  });
});

describe('what counts may be', () => {
  it.each<[string, readonly unknown[], readonly unknown[]]>([
    ['name', ['e'], ['', 7]],
    ['unit', ['request', 'client'], ['host']],
    ['tolerance', [0, 100], [-0.01, 101]],
    ['minBadBuckets', [1, 9], [0, 1.5]],
    ['phi', [1, 1e6], [0.99, 1.1e6]],
    ['sigma2', [0, 100], [-0.01, 101]],
    ['hazard', [0, 0.99], [-0.01, 1]],
    ['startMass', [0.01, 1], [0, 1.01]],
    ['warmUpBuckets', [[], [0]], [[-1], [0.5]]],
    [
      'buckets',
      [[], [[0, 0, 0, 0]], [[1e15, 1e15, 1e15, 1e15]]],
      [[[-1, 0, 0, 0]], [[0, 0, 1.1e15, 0]], [[1, 2, 3]]],
    ],
  ])('%s', (key, accepted, refused) => {
    const isAccepted = (value: unknown) =>
      countsSchema.safeParse({ metrics: [{ name: 'errors', buckets: [], [key]: value }] }).success;
    for (const value of accepted) expect([value, isAccepted(value)]).toEqual([value, true]);
    for (const value of refused) expect([value, isAccepted(value)]).toEqual([value, false]);
  });

  it.each<[string, object, boolean]>([
    ['no metric', { metrics: [] }, false],
    ['a rate of 0', { falseRollbackRate: 0 }, false],
    ['a rate of 1', { falseRollbackRate: 1 }, false],
    ['a rate of a half', { falseRollbackRate: 0.5 }, true],
    ['a key that nobody knows', { colour: 'red' }, false],
    ['one name twice', { metrics: [1, 2].map(() => ({ name: 'e', buckets: [] })) }, false],
    ['two names', { metrics: ['d', 'e'].map((name) => ({ name, buckets: [] })) }, true],
  ])('%s', (_, change, isAccepted) => {
    const counts = { metrics: [{ name: 'errors', buckets: [] }], ...change };
    expect(countsSchema.safeParse(counts).success).toBe(isAccepted);
  });

  it('has defaults', () => {
    expect(countsSchema.parse({ metrics: [{ name: 'errors', buckets: [] }] })).toEqual({
      falseRollbackRate: 0.01,
      graded: false,
      metrics: [{ name: 'errors', unit: 'request', sigma2: 0, warmUpBuckets: [], buckets: [] }],
    });
  });
});

type Row = readonly [number, number, number, number];

const mutable = (rows: readonly Row[]): [number, number, number, number][] =>
  rows.map(([ns, ks, nc, kc]) => [ns, ks, nc, kc]);
