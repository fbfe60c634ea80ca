import fc from 'fast-check';
import { countsSchema, judgeCounts } from '../../../rollout/judge/index.ts';
import { damagedJson, shapedLike } from '../json.ts';
import { refused, type Target, Unclear } from '../target.ts';

const samples: readonly unknown[] = [
  {
    metrics: [
      {
        name: 'errors',
        buckets: [
          [1000, 1, 50, 0],
          [1000, 2, 50, 3],
          [900, 1, 60, 9],
        ],
      },
    ],
  },
  {
    falseRollbackRate: 0.05,
    graded: true,
    metrics: [
      {
        name: 'errors',
        unit: 'client',
        tolerance: 0.25,
        minBadBuckets: 3,
        buckets: [
          [10, 1, 10, 1],
          [0, 0, 0, 0],
        ],
      },
      {
        name: 'latency',
        phi: 2,
        sigma2: 0.1,
        hazard: 0.01,
        startMass: 0.5,
        warmUpBuckets: [0],
        buckets: [[1e6, 10, 1e5, 5]],
      },
    ],
  },
];

/** The file of `npm run judge`. */
export const counts: Target = {
  name: 'counts for the judge',
  inputs: 80_000,
  arbitrary: fc.oneof(...samples.map((one) => shapedLike(one))),
  damaged: (random) => damagedJson(samples, random),
  feed(input) {
    const parsed = countsSchema.safeParse(input);
    if (!parsed.success) return refused(parsed.error.issues[0]?.message ?? '');
    const { verdict, reason, metrics } = judgeCounts(parsed.data);
    const numbers = JSON.stringify(metrics.map(({ lnE, lnThreshold }) => [lnE, lnThreshold]));
    if (numbers.includes('null') || !['fail', 'pass', 'continue'].includes(verdict))
      throw new Unclear(`the verdict is ${verdict}: ${reason}; evidence ${numbers}`);
    const named = parsed.data.metrics.reduce((text, { name }) => text.replaceAll(name, 'it'), reason);
    if (/NaN|Infinity|undefined/.test(named)) throw new Unclear(`the reason is ${reason}`);
    return true;
  },
};
