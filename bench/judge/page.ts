import type { Result } from './cells.ts';
import { goalsOf, rowName } from './goals.ts';
import { baselines } from './methods/index.ts';
import { scenarios } from './scenarios.ts';
import { compared, METRIC_DELAY_MINUTES, RETURN_MINUTES, usual } from './schedule.ts';
import {
  boundTable,
  climbTable,
  climbTimeTable,
  excessTable,
  falseTable,
  methodTable,
  peerRows,
  scenarioTable,
  timeTable,
  usualTable,
} from './tables.ts';
import { triedTable } from './tried.ts';
import { figure, table } from './wording.ts';

/** docs/judge-bench.md: every sentence with a figure is made from the results. */
export function page(
  results: readonly Result[],
  { seed, isSmall }: { readonly seed: string; readonly isSmall: boolean },
): string {
  const command = `npm run bench -- judge${isSmall ? ' --small' : ''}${seed === '1' ? '' : ` --seed ${seed}`}`;
  const parts = [
    '# How good the judge is',
    `Made by \`${command}\`; simulated rollouts, not field data. Figures come with one standard error.`,
    `Every method sees the same counts of the same rollouts, a minute at a time: ${compared.name}. Counts are read ${METRIC_DELAY_MINUTES} minutes late and the weights are back ${RETURN_MINUTES} minute after the decision; excess bad requests are counted until then, times are minutes of data. Peers run with their defaults, and tuned in two ways: their main threshold is the keenest one that returns no more good releases than Haldane does, or than 0.2% (its share for one metric of five), among releases of all scenarios that their unit of assignment allows (*everywhere*), or of this scenario alone, as if nothing else could ever happen (*here*). No user can tune so. Haldane has no threshold to tune; it is shown in a first release, and after three good ones, which taught it how much the service's counts scatter.`,
    '## Goals',
    table(
      ['what', 'goal', 'reached', ''],
      goalsOf(results).map(({ what, goal, reached, isMet }) => [
        what,
        goal,
        reached,
        isMet ? 'met' : '**not met**',
      ]),
    ),
    triedTable(),
    '## Good releases rolled back',
    '![Good releases rolled back, by scenario and method](judge-bench-false.svg)',
    "Five metrics with base rates of 0.1%, 2%, 0.01%, 5% and 1%. Fixed thresholds are only known for errors, so those peers watch the first alone; the others watch all five, as Haldane does: in a first release; after three good ones. Ranges: over all traffic. Clumps of bad requests follow the unit of assignment; storms, noise and drift of one slot do not: they are a difference between the slots that is not the version's, and no comparison of counts can tell it from harm but by how long and how strong it is. Assignment by request rules them out, so there they show a broken assumption, and are not counted among the goals; `minBadMinutes` is for who meets them. Where more than one of the first releases was returned and the unit is respected, three times as many were simulated.",
    falseTable(results),
    table(['scenario', 'what happens'], scenarioDescriptions()),
    '## Time to rollback',
    '![Minutes until the rollback](judge-bench-time.svg)',
    "Steady traffic, one metric of five harmed: Haldane, and in brackets the oracle (Wald's SPRT, told the rate, the harm and when it begins). With a share: found in so many runs.",
    timeTable(results),
    '## Excess bad requests',
    '![Excess bad requests](judge-bench-excess.svg)',
    "Haldane's, after three good releases, over those of the best peer tuned everywhere, which is named. Below 1 Haldane is better.",
    excessTable(results),
    whoWins(results),
    `## The default plan: ${usual.name}`,
    'Haldane, in brackets the oracle; then the ratio of excess bad requests to the best tuned peer. At 100% nobody has a control group.',
    usualTable(results),
    '## The same in other scenarios',
    'At 0.1% and 100 requests a second, every peer tuned everywhere; those that no threshold makes quiet enough are left out.',
    scenarioTable(results),
    '## Every method, at 0.1% and 1,000 requests a second',
    methodTable(results, 0.001, 1000),
    table(
      ['method', 'what it is'],
      baselines.map(({ name, label }) => [name, label]),
    ),
    '## The guarded ramp',
    'All of the judge, a tick a minute, in steady traffic: the default plan; the same with `advanceEarly`; `steps: guarded`; and the ramp with weights that fall back to 5% while harm is suspected. One metric with this share of errors, or five (0.1%, 2%, 0.01%, 5% and 1%), of which the rarest takes longest to clear. When a good release has all traffic:',
    climbTimeTable(results),
    'What harm costs in two hours, as a multiple of the default plan with the same luck:',
    climbTable(results),
    climbLimits(results),
    '## Is the bound honest?',
    'One metric at 0.1% and 100 requests a second: the true mean excess over the minutes judged so far has to be at most U at every minute of two hours, after three good releases. Beside it a weaker reading: the least excess of any minute.',
    boundTable(results),
  ];
  return `${parts.join('\n\n')}\n`;
}

function scenarioDescriptions(): readonly (readonly string[])[] {
  return [...new Map(scenarios.map(({ name, says }) => [name, says]))].map(([name, says]) => [name, says]);
}

/** Where a tuned peer lets clearly fewer bad requests through. */
function whoWins(results: readonly Result[]): string {
  const rows = peerRows(results);
  const lost = rows.filter(({ excessRatio }) => excessRatio.value - 2 * excessRatio.error > 1);
  const won = rows.filter(({ excessRatio }) => excessRatio.value + 2 * excessRatio.error < 1);
  const by = [...Map.groupBy(lost, ({ best }) => best.method)].toSorted((a, b) => b[1].length - a[1].length);
  const worst = lost.toSorted((a, b) => b.excessRatio.value - a.excessRatio.value).slice(0, 10);
  return [
    `Of ${rows.length} rows, in all scenarios, a tuned peer is better by more than two standard errors in ${lost.length}, Haldane in ${won.length}.`,
    ...by.map(([method, of]) => `- ${method} wins ${of.length}`),
    ...(worst.length === 0 ? [] : ['', 'The widest margins:', '']),
    ...worst.map((row) => `- ${rowName(row)}: ${row.best.method}, ${figure(row.excessRatio)}`),
  ].join('\n');
}

/** Why slow traffic has no quick ramp. */
function climbLimits(results: readonly Result[]): string {
  const slow = results.filter(
    (result) =>
      result.kind === 'climb' &&
      result.relativeRisk === 1 &&
      result.climbers.guarded.fullAtMinute.value > result.climbers.plan.fullAtMinute.value / 4,
  );
  if (slow.length === 0) return '';
  return [
    `In ${slow.length} rows the ramp takes longer than a quarter of the plan, for want of events: a release with all traffic after 22 minutes`,
    'exposes 98 minutes of it by the end, and at half of the traffic until then 11 more, where the plan exposes 54. To keep harm below 1.2 times the plan at most one harmful',
    'release in five may be so quick; half of the good ones have to be. That takes 0.84 standard errors between them. With b bad requests a minute at full traffic, half of it',
    'on the canary, x1.5 and none differ by 0.2 sqrt(b t) after t minutes: with b below 0.8 nobody can do it, not even who knows the rate, fears no worse harm and begins at half.',
    'From there to about 60, which this ramp needs, is the price of low first weights until severe harm is refuted.',
  ].join(' ');
}
