import { lnBet } from '../../rollout/judge/betting.ts';
import { settingsOf } from '../../rollout/judge/index.ts';
import type { Run } from './run.ts';

/**
 * Upper bounds on evidence for harm (ln), so that the judge is asked only when it could decide. Evidence that is a mean over
 * likelihood ratios, bets (by client) and starts grows in a minute by no more than the best ratio of that minute (`gain`), and is nowhere above
 * the best ratio from the best start (`most`); caps, tolerance and dispersion only lower it. The first minute of a step counts
 * only if it looks like a total failure; that of the rollout (`firstMinute`) adds at most half of what comes later.
 */
export type Screen = {
  readonly gain: Float64Array;
  readonly most: Float64Array;
  firstMinute: number;
  readonly bets: boolean;
};

export const emptyScreen = (minutes: number, bets: boolean): Screen => ({
  bets,
  gain: new Float64Array(minutes),
  most: new Float64Array(minutes),
  firstMinute: 0,
});

export function fillScreen(screen: Screen, run: Run, metric: number): void {
  best.fill(0);
  bestBet.fill(0);
  for (let t = 0; t < run.minutes; t++) {
    const ns = run.stable.total[t] ?? 0;
    const nc = run.canary.total[t] ?? 0;
    const at = metric * run.minutes + t;
    const kc = run.canary.bad[at] ?? 0;
    const all = kc + (run.stable.bad[at] ?? 0);
    const isLeftOut = run.schedule.stepStart[t] === t && kc < nc / 2;
    const counts = ns > 0 && nc > 0;
    let gain = 0;
    let most = 0;
    for (let j = 0; j < RATIOS.length; j++) {
      if (counts && all > 0) {
        const l = kc * (LN_RATIOS[j] ?? 0) - all * Math.log1p((nc * ((RATIOS[j] ?? 1) - 1)) / (nc + ns));
        gain = Math.max(gain, l);
        if (!isLeftOut) best[j] = Math.max(0, (best[j] ?? 0) + l);
      }
      most = Math.max(most, best[j] ?? 0);
    }
    if (screen.bets && counts) {
      const slots = { stable: { total: ns, bad: all - kc }, canary: { total: nc, bad: kc } };
      for (let j = 0; j < STAKES.length; j++) {
        const l = lnBet(slots, harmLine.ratio, STAKES[j] ?? 0);
        gain = Math.max(gain, l);
        if (!isLeftOut) bestBet[j] = Math.max(0, (bestBet[j] ?? 0) + l);
        most = Math.max(most, bestBet[j] ?? 0);
      }
    }
    if (t === 0) screen.firstMinute = isLeftOut ? gain : 0;
    if (isLeftOut) gain = 0;
    screen.gain[t] = gain;
    screen.most[t] = most;
  }
}

/** The bound when `later` was shown after the first minute. */
export const withFirst = ({ firstMinute }: Screen, later: number): number =>
  later + Math.min(firstMinute, Math.max(0, later) / 2);

const RATIOS = [1.15, 1.3, 1.5, 1.8, 2.4, 3.2, 4.5, 6.5, 10, 16, 28, 60, 150];
const LN_RATIOS = RATIOS.map(Math.log);
/** As the judge bets before it knows better. */
const { stakes: STAKES, harmLine } = settingsOf({
  name: 'bets',
  direction: 'lower-is-better',
  unit: 'client',
});
const best = new Float64Array(RATIOS.length);
const bestBet = new Float64Array(STAKES.length);
