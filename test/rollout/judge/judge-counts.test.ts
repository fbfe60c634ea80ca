import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CountsInput, judgeCounts } from '../../../rollout/judge/index.ts';

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

describe('the command', () => {
  const run = (args: readonly string[], input = '') =>
    spawnSync(process.execPath, ['scripts/judge.ts', ...args], { input, encoding: 'utf8' });

  it('reads standard input and prints JSON', () => {
    const counts = { metrics: [{ name: 'errors', buckets: repeat(30, [5700, 6, 300, 6]) }] };
    const { status, stdout, stderr } = run(['-'], JSON.stringify(counts));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual(judgeCounts(counts));
  });

  it.each([
    ['no file', [], '', /^judge: give one file/],
    ['a file that is not there', ['/nowhere'], '', /^judge: cannot read \/nowhere/],
    ['no JSON', ['-'], '{', /^judge: standard input is not JSON/],
    ['no metrics', ['-'], '{"metrics": []}', /metrics:/],
    [
      'negative counts',
      ['-'],
      '{"metrics": [{"name": "e", "buckets": [[1, 2, 3, -4]]}]}',
      /metrics\.0\.buckets\.0\.3/,
    ],
    ['three counts', ['-'], '{"metrics": [{"name": "e", "buckets": [[1, 2, 3]]}]}', /metrics\.0\.buckets\.0/],
    ['words', ['-'], '{"metrics": [{"name": "e", "buckets": "many"}]}', /metrics\.0\.buckets/],
    ['a key that nobody knows', ['-'], '{"metrics": [{"name": "e", "buckets": [], "colour": 1}]}', /colour/],
    ['a rate of 1', ['-'], '{"falseRollbackRate": 1, "metrics": []}', /falseRollbackRate/],
    [
      'one name twice',
      ['-'],
      '{"metrics": [{"name": "e", "buckets": []}, {"name": "e", "buckets": []}]}',
      /two metrics have one name/,
    ],
  ] as const)('refuses %s in one line', (_, args, input, says) => {
    const { status, stdout, stderr } = run(args, input);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

type Row = readonly [number, number, number, number];

const mutable = (rows: readonly Row[]): [number, number, number, number][] =>
  rows.map(([ns, ks, nc, kc]) => [ns, ks, nc, kc]);
