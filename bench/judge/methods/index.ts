import { argoRollouts } from './argo-rollouts.ts';
import { bettingEveryMinute } from './betting.ts';
import { cloudWatchAlarm } from './cloudwatch-alarm.ts';
import { flagger } from './flagger.ts';
import { growthBook } from './growthbook.ts';
import { kayenta } from './kayenta.ts';
import type { Method } from './method.ts';
import { pipeCd } from './pipecd.ts';
import { statsig } from './statsig.ts';
import { zEveryMinute, zEveryStep } from './z-test.ts';

/** The largest share of bad requests that passes; tuning may choose any. */
const badShare = (byDefault: number) => ({ byDefault, keen: 1e-7, careful: 0.9999 });
const alpha = (byDefault: number) => ({ byDefault, keen: 0.49, careful: 1e-300 });
const deviations = (byDefault: number) => ({ byDefault, keen: 0.1, careful: 1e4 });

/**
 * The peers with their defaults, as their documents and sources have them. Tuned, their main threshold is another, and an empty
 * window is a good one, as every careful user writes it.
 */
export const peers: readonly Method[] = [
  {
    name: 'argo-doc',
    label: 'Argo Rollouts, documented example',
    kind: 'peer',
    watches: 'errors',
    threshold: badShare(0.05),
    start: (metrics, threshold, isTuned) =>
      argoRollouts(metrics, {
        successRate: 1 - threshold,
        windowMinutes: 5,
        intervalMinutes: 5,
        count: Number.POSITIVE_INFINITY,
        failureLimit: 3,
        emptyIsGood: isTuned,
      }),
  },
  {
    name: 'argo-strict',
    label: 'Argo Rollouts, 5 checks a step',
    kind: 'peer',
    watches: 'errors',
    threshold: badShare(0.05),
    start: (metrics, threshold, isTuned) =>
      argoRollouts(metrics, {
        successRate: 1 - threshold,
        windowMinutes: 1,
        intervalMinutes: 1,
        count: 5,
        failureLimit: 0,
        emptyIsGood: isTuned,
      }),
  },
  {
    name: 'flagger',
    label: 'Flagger, threshold 1',
    kind: 'peer',
    watches: 'errors',
    threshold: badShare(0.01),
    start: (metrics, mostBad, isTuned) => flagger(metrics, { mostBad, threshold: 1, emptyIsGood: isTuned }),
  },
  {
    name: 'flagger-10',
    label: 'Flagger, threshold 10',
    kind: 'peer',
    watches: 'errors',
    threshold: badShare(0.01),
    start: (metrics, mostBad, isTuned) => flagger(metrics, { mostBad, threshold: 10, emptyIsGood: isTuned }),
  },
  {
    name: 'codedeploy',
    label: 'CodeDeploy, alarm on any error',
    kind: 'peer',
    watches: 'errors',
    threshold: { byDefault: 1, keen: 0.5, careful: 1e7 },
    start: (metrics, threshold) =>
      cloudWatchAlarm(metrics, { statistic: 'sum', threshold, datapointsToAlarm: 2, evaluationPeriods: 2 }),
  },
  {
    name: 'ecs',
    label: 'ECS native, alarm at 1%, 2 of 3',
    kind: 'peer',
    watches: 'errors',
    threshold: badShare(0.01),
    start: (metrics, threshold) =>
      cloudWatchAlarm(metrics, { statistic: 'rate', threshold, datapointsToAlarm: 2, evaluationPeriods: 3 }),
  },
  {
    name: 'kayenta',
    label: 'Kayenta, every hour',
    kind: 'peer',
    watches: 'all',
    threshold: deviations(2.326),
    start: (metrics, critical) =>
      kayenta(metrics, { intervalMinutes: 60, critical, direction: 'either', marginal: 75, pass: 95 }),
  },
  {
    name: 'kayenta-10',
    label: 'Kayenta, every 10 minutes',
    kind: 'peer',
    watches: 'all',
    threshold: deviations(2.326),
    start: (metrics, critical, isTuned) =>
      kayenta(metrics, {
        intervalMinutes: 10,
        critical,
        direction: isTuned ? 'increase' : 'either',
        marginal: 75,
        pass: 95,
      }),
  },
  {
    name: 'pipecd',
    label: 'PipeCD, every 5 minutes',
    kind: 'peer',
    watches: 'all',
    threshold: { byDefault: 0, keen: 0.1, careful: 100 },
    start: (metrics, failureLimit) => pipeCd(metrics, failureLimit),
  },
  {
    name: 'growthbook',
    label: 'GrowthBook, LaunchDarkly',
    kind: 'peer',
    watches: 'all',
    threshold: alpha(0.05),
    start: growthBook,
  },
  {
    name: 'statsig',
    label: 'Statsig',
    kind: 'peer',
    watches: 'all',
    threshold: alpha(0.05),
    start: statsig,
  },
];

/** One-sided at 1% a look; at the end of a step with Bonferroni's share for 5 steps and 5 metrics. */
export const zTests: readonly Method[] = [
  {
    name: 'z-minute',
    label: 'z-test every minute',
    kind: 'z-test',
    watches: 'all',
    threshold: deviations(2.326),
    start: zEveryMinute,
  },
  {
    name: 'z-step',
    label: 'z-test at the end of a step',
    kind: 'z-test',
    watches: 'all',
    threshold: deviations(3.353),
    start: zEveryStep,
  },
];

/** The other way to judge clients, which needs no dispersion; a metric alone has a fifth of 1%. */
export const otherJudge: Method = {
  name: 'betting',
  label: 'Betting (Waudby-Smith, Ramdas), a block a minute',
  kind: 'yardstick',
  watches: 'all',
  threshold: alpha(0.002),
  start: (metrics, threshold) => bettingEveryMinute(metrics, metrics === 1 ? threshold : 5 * threshold),
};

export const baselines: readonly Method[] = [...peers, ...zTests, otherJudge];
