import { drawFrom } from '../draw.ts';
import { FALSE_ROLLBACK_RATE, sitting } from '../haldane.ts';
import { emptyRun } from '../run.ts';
import { type Scenario, scenarios } from '../scenarios.ts';
import { compared } from '../schedule.ts';
import { type Harm, NO_HARM, simulate } from '../simulate.ts';
import { at, COLOURS, line, sideways, svg, text } from './svg.ts';

/** The evidence of harm in four rollouts, minute by minute, beside what a rollback needs. */
export function evidencePlot(): string {
  const stories = STORIES.map((story) => ({ ...story, lnE: evidenceOf(story) }));
  return svg(WIDTH, HEIGHT + 20 * stories.length, TITLE, [
    text(LEFT, 20, TITLE, 'start', 'title'),
    ...[0, 20, 40, 60, 80, 100, 120].flatMap((minute) => [
      line(x(minute), TOP, x(minute), BOTTOM, 'grid'),
      text(x(minute), BOTTOM + 14, String(minute), 'middle', 'small'),
    ]),
    ...[1, 5, 1 / FALSE_ROLLBACK_RATE].flatMap((e) => [
      line(LEFT, y(Math.log(e)), RIGHT, y(Math.log(e)), 'line'),
      text(LEFT - 6, y(Math.log(e)) + 4, String(e), 'end', 'small'),
    ]),
    text(RIGHT, y(Math.log(1 / FALSE_ROLLBACK_RATE)) - 6, 'rollback', 'end', 'small'),
    text(RIGHT, y(Math.log(5)) - 6, 'hold', 'end', 'small'),
    text((LEFT + RIGHT) / 2, BOTTOM + 30, `minutes; ${compared.name}`, 'middle'),
    sideways(14, (TOP + BOTTOM) / 2, 'evidence of harm, E'),
    ...stories.map(({ lnE }, i) => {
      const points = lnE.map((value, minute) => `${at(x(minute + 1))},${at(y(value))}`).join(' ');
      return `<polyline points="${points}" fill="none" stroke="${COLOURS[i]}" stroke-width="2"/>`;
    }),
    ...stories.map(({ says }, i) => {
      const top = BOTTOM + 50 + 20 * i;
      return `<rect x="${LEFT}" y="${top - 9}" width="10" height="10" fill="${COLOURS[i]}"/>${text(LEFT + 16, top, says)}`;
    }),
  ]);
}

type Story = { readonly says: string; readonly scenario: string; readonly harm: Harm };

const STORIES: readonly Story[] = [
  {
    says: 'five times the errors, from the start',
    scenario: 'steady',
    harm: { relativeRisk: 5, onsetMinute: 0 },
  },
  {
    says: 'three times the errors, from minute 30',
    scenario: 'steady',
    harm: { relativeRisk: 3, onsetMinute: 30 },
  },
  { says: 'a good release', scenario: 'steady', harm: NO_HARM },
  {
    says: 'a good release, and ten times the errors in both versions for five minutes',
    scenario: 'incident',
    harm: NO_HARM,
  },
];

const TITLE = 'What the judge sees: errors of 0.1%, 100 requests a second';

/** Until the rollback that the evidence brings about. */
function evidenceOf({ scenario: name, harm }: Story): readonly number[] {
  const scenario = scenarios.find((one) => one.name === name && one.unit === 'request');
  if (scenario === undefined) throw new RangeError(`There is no scenario ${name}.`);
  return untilRollback(scenario, harm);
}

function untilRollback(scenario: Scenario, harm: Harm): readonly number[] {
  const run = emptyRun(compared, 1);
  simulate(run, scenario, { requestsPerSecond: 100, baseRates: [0.001] }, harm, drawFrom('evidence'));
  const { verdictAfter } = sitting(run, scenario, 1);
  const path: number[] = [];
  for (let t = 0; t < run.minutes; t++) {
    const { verdict, lnE } = verdictAfter(t);
    path.push(Math.min(lnE, HIGHEST));
    if (verdict === 'fail') break;
  }
  return path;
}

const WIDTH = 720;
const HEIGHT = 330;
const [LEFT, RIGHT, TOP, BOTTOM] = [62, 700, 34, 290];
const [LOWEST, HIGHEST] = [-4, 6];

const x = (minute: number): number => LEFT + (minute / compared.minutes) * (RIGHT - LEFT);
const y = (lnE: number): number =>
  BOTTOM - ((Math.max(LOWEST, lnE) - LOWEST) / (HIGHEST - LOWEST)) * (BOTTOM - TOP);
