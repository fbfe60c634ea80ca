import { type JudgeInput, judge } from '../../rollout/judge/index.ts';

/** Milliseconds of a verdict on 10 metrics and 240 buckets: the first in this process, and the median of later ones. */
export function verdictTime(): { readonly first: number; readonly warm: number } {
  const names = Array.from({ length: 10 }, (_, metric) => `metric-${metric}`);
  const input: JudgeInput = {
    plan: { metrics: names.map((name) => ({ name, direction: 'lower-is-better', unit: 'request' })) },
    step: { number: 1, weightPercent: 5, enteredMinute: 0, bakeMinutes: 300 },
    weights: [{ minute: 0, percent: 5 }],
    nowMinute: 243,
    observations: names.map((name, metric) => ({
      name,
      status: 'ok',
      buckets: Array.from({ length: 240 }, (_, minute) => ({
        minute,
        stable: { total: 5700, bad: (minute * 7 + metric) % 12 },
        canary: { total: 300, bad: (minute + metric) % 3 === 0 ? 1 : 0 },
      })),
    })),
  };
  const timed = () => {
    const start = performance.now();
    judge(input);
    return performance.now() - start;
  };
  const first = timed();
  const later = Array.from({ length: 101 }, timed).toSorted((a, b) => a - b);
  return { first, warm: later[50] ?? Number.NaN };
}
