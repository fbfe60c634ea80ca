import { mannWhitneyP } from './mann-whitney.ts';
import type { Detector } from './method.ts';

const INTERVAL_MINUTES = 5;
/** Written into PipeCD's code. */
const ALPHA = 0.05;

/**
 * Automated Deployment Analysis of PipeCD: every 5 minutes a two-sided Mann-Whitney U test of the interval's rates, one a minute,
 * canary against a baseline of the same size; a look fails at p <= 0.05 in any metric, and the rollout when more than
 * `failureLimit` looks did. No values on either side pass, on one side fail.
 */
export function pipeCd(metrics: number, failureLimit: number): Detector {
  const canary = Array.from({ length: metrics }, (): number[] => []);
  const control = Array.from({ length: metrics }, (): number[] => []);
  let failures = 0;
  return (minute) => {
    let fails = false;
    const isLook = (minute.stepMinute + 1) % INTERVAL_MINUTES === 0;
    for (let metric = 0; metric < metrics; metric++) {
      const [c, s] = [canary[metric] ?? [], control[metric] ?? []];
      if (minute.sample.total > 0) c.push((minute.sample.bad[metric] ?? 0) / minute.sample.total);
      if (minute.control.total > 0) s.push((minute.control.bad[metric] ?? 0) / minute.control.total);
      if (!isLook) continue;
      fails ||= (c.length === 0) !== (s.length === 0);
      fails ||= c.length > 0 && s.length > 0 && mannWhitneyP(c, s) <= ALPHA;
      c.length = 0;
      s.length = 0;
    }
    if (fails) failures++;
    return failures > failureLimit ? 'fail' : 'continue';
  };
}
