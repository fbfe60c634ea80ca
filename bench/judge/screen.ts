import type { Run } from './run.ts';

/**
 * A quick upper bound on any evidence for harm that is a mean over likelihood ratios and starts (ln, minute by minute): the
 * likelihood ratio of the best alternative from the best start. Where it is low the judge need not be asked.
 */
export function mostEvidence(run: Run, metric: number, into: Float64Array): void {
  const best = new Float64Array(RATIOS.length);
  for (let t = 0; t < run.minutes; t++) {
    const ns = run.stable.total[t] ?? 0;
    const nc = run.canary.total[t] ?? 0;
    const at = metric * run.minutes + t;
    const kc = run.canary.bad[at] ?? 0;
    const all = kc + (run.stable.bad[at] ?? 0);
    let most = 0;
    for (let j = 0; j < RATIOS.length; j++) {
      if (all > 0 && ns > 0) {
        const gain = Math.log1p((nc * ((RATIOS[j] ?? 1) - 1)) / (nc + ns));
        best[j] = Math.max(0, (best[j] ?? 0) + kc * (LN_RATIOS[j] ?? 0) - all * gain);
      }
      most = Math.max(most, best[j] ?? 0);
    }
    into[t] = most;
  }
}

const RATIOS = [1.15, 1.3, 1.5, 1.8, 2.4, 3.2, 4.5, 6.5, 10, 16, 28, 60, 150];
const LN_RATIOS = RATIOS.map(Math.log);
