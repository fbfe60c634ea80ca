import type { Detector, Minute } from './methods/method.ts';
import type { Counted, Run } from './run.ts';

/** The minute with which a detector returns the rollout (0 is the first); -1 if it never does. */
export function failMinute(run: Run, detector: Detector, metrics: number): number {
  const last = run.minutes - 1;
  const seen: Minute = {
    minute: 0,
    stepMinute: 0,
    isLastOfStep: false,
    isLast: false,
    stable: { total: 0, bad: new Float64Array(metrics) },
    canary: { total: 0, bad: new Float64Array(metrics) },
    sample: { total: 0, bad: new Float64Array(metrics) },
    control: { total: 0, bad: new Float64Array(metrics) },
  };
  for (let t = 0; t <= last; t++) {
    seen.minute = t;
    seen.stepMinute = t - (run.schedule.stepStart[t] ?? 0);
    seen.isLastOfStep = t === last || run.schedule.stepStart[t + 1] === t + 1;
    seen.isLast = t === last;
    copy(run.stable, seen.stable, t, run.minutes);
    copy(run.canary, seen.canary, t, run.minutes);
    copy(run.sample, seen.sample, t, run.minutes);
    copy(run.control, seen.control, t, run.minutes);
    if (detector(seen) === 'fail') return t;
  }
  return -1;
}

function copy(from: Counted, to: Minute['stable'], t: number, minutes: number): void {
  to.total = from.total[t] ?? 0;
  for (let metric = 0; metric < to.bad.length; metric++) to.bad[metric] = from.bad[metric * minutes + t] ?? 0;
}
