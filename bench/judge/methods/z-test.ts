import type { Detector } from './method.ts';
import { addMinute, emptyTotals, type Totals } from './totals.ts';

/** The pooled z-test of two rates over all that was seen, at every minute: what peeking does. */
export function zEveryMinute(metrics: number, critical: number): Detector {
  const totals = emptyTotals(metrics);
  return (minute) => {
    addMinute(totals, minute);
    return anyAbove(totals, metrics, critical) ? 'fail' : 'continue';
  };
}

/** The same at the end of each step only. */
export function zEveryStep(metrics: number, critical: number): Detector {
  const totals = emptyTotals(metrics);
  return (minute) => {
    addMinute(totals, minute);
    return minute.isLastOfStep && anyAbove(totals, metrics, critical) ? 'fail' : 'continue';
  };
}

function anyAbove(totals: Totals, metrics: number, critical: number): boolean {
  for (let metric = 0; metric < metrics; metric++) if (zScore(totals, metric) > critical) return true;
  return false;
}

export function zScore({ stable, canary, stableBad, canaryBad }: Totals, metric: number): number {
  const ks = stableBad[metric] ?? 0;
  const kc = canaryBad[metric] ?? 0;
  if (stable === 0 || canary === 0 || ks + kc === 0) return 0;
  const pooled = (ks + kc) / (stable + canary);
  const variance = pooled * (1 - pooled) * (1 / stable + 1 / canary);
  return variance === 0 ? 0 : (kc / canary - ks / stable) / Math.sqrt(variance);
}
