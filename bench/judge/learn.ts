import { isCalm, learnPhi } from '../../rollout/judge/learn-phi.ts';
import { type Residuals, residuals } from '../../rollout/judge/residuals.ts';
import type { Draw } from './draw.ts';
import { failFinder, type Learned } from './haldane.ts';
import { emptyRun, type Run } from './run.ts';
import type { Scenario } from './scenarios.ts';
import type { Schedule } from './schedule.ts';
import { NO_HARM, simulate, type Traffic } from './simulate.ts';

/**
 * What is known after three releases, as a service would learn it: from those that were not returned,
 * each judged by what the ones before it had shown.
 */
export function learn(
  scenario: Scenario,
  schedule: Schedule,
  traffic: Traffic,
  planned: number,
  draw: Draw,
): Learned {
  const metrics = traffic.baseRates.length;
  const run = emptyRun(schedule, metrics);
  const shown = traffic.baseRates.map((): Residuals[] => []);
  const known = (): Learned => {
    const dispersion = shown.map(learnPhi);
    const rollouts = shown[0]?.length ?? 0;
    return { dispersion, calm: isCalm(dispersion.map((one) => one && { ...one, rollouts })) };
  };
  for (let release = 0; release < RELEASES; release++) {
    simulate(run, scenario, traffic, NO_HARM, draw);
    const isReturned = failFinder({ ...scenario, learned: known() }, metrics, planned, run.minutes)(run) >= 0;
    if (isReturned) continue;
    shown.forEach((each, metric) => {
      each.unshift(residuals(stepsOf(run, metric)));
    });
  }
  return known();
}

const RELEASES = 3;

/** Each step's minutes without the first, which is its warm-up. */
function stepsOf(run: Run, metric: number) {
  const counts = (slot: Run['stable'], t: number) => ({
    total: slot.total[t] ?? 0,
    bad: slot.bad[metric * run.minutes + t] ?? 0,
  });
  let start = 0;
  return run.schedule.steps.map(({ minutes }) => {
    const first = start + 1;
    start += minutes;
    return Array.from({ length: minutes - 1 }, (_, i) => ({
      stable: counts(run.stable, first + i),
      canary: counts(run.canary, first + i),
    }));
  });
}
