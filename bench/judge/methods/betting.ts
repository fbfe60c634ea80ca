import type { Detector, Minute } from './method.ts';

/**
 * The test of `rollout/judge/betting.ts`, a block a minute, as it would judge clients: any dispersion, 25% tolerance, the first
 * minute of a step left out; fails when the mean capital over metrics reaches 1/alpha. Updated instead of recomputed.
 */
export function bettingEveryMinute(metrics: number, alpha: number): Detector {
  const capital = Array.from({ length: metrics }, () => new Float64Array(FRACTIONS.length));
  return (minute) => {
    if (minute.stepMinute > 0) {
      capital.forEach((each, metric) => {
        bet(each, minute, metric);
      });
    }
    const mean = capital.reduce((all, each) => all + meanOf(each), 0) / metrics;
    return mean >= 1 / alpha ? 'fail' : 'continue';
  };
}

const TOLERANCE = 0.25;
const FRACTIONS = [0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9] as const;

function bet(capital: Float64Array, { stable, canary }: Minute, metric: number): void {
  const [ks, kc] = [stable.bad[metric] ?? 0, canary.bad[metric] ?? 0];
  if (stable.total === 0 || canary.total === 0 || ks + kc === 0) return;
  const weighted = (1 + TOLERANCE) * canary.total;
  const fair = weighted / (weighted + stable.total);
  FRACTIONS.forEach((fraction, i) => {
    capital[i] = (capital[i] ?? 0) + Math.log1p((fraction / fair) * (kc / (kc + ks) - fair));
  });
}

const meanOf = (capital: Float64Array): number =>
  capital.reduce((all, value) => all + Math.exp(Math.min(value, 600)), 0) / capital.length;
