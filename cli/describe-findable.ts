import type { Power } from '../rollout/judge/index.ts';
import type { Findable } from './findable.ts';
import { columnsOf, wrap } from './layout.ts';
import type { Paint } from './paint.ts';

/** What a plan finds with a chance of 90%, and what it does not. */
export function describeFindable(
  all: readonly Findable[],
  isRamp: boolean,
  columns: number,
  paint: Paint,
): readonly string[] {
  const [first] = all;
  if (first === undefined) return [];
  const isAssumed = first.isAssumed.traffic;
  return [
    ...wrap(isAssumed ? assumed(first) : stated(all), columns, '  '),
    ...(isRamp ? wrap(ramped, columns, '  ') : []),
    '',
    ...(isAssumed
      ? byTraffic(all, paint)
      : all.flatMap((one, i) => [...(i > 0 ? [''] : []), ...byRisk(one, paint)])),
  ];
}

const ramped = 'A ramp climbs no faster than here; the slower, the fewer requests are exposed until then.';

const assumed = ({ metric, baseRate }: Findable): string =>
  `finds with a chance of 90%, by traffic, if ${rate(baseRate)} of ${metric} are usual; state requestsPerMinute and usualRate for your own.`;

function stated(all: readonly Findable[]): string {
  const guessed = all.filter(({ isAssumed }) => isAssumed.rate).map(({ metric }) => metric);
  const state = guessed.length === 0 ? '' : `; state usualRate of ${guessed.join(', ')}: it is assumed here`;
  return `finds with a chance of 90%${state}.`;
}

function byTraffic(all: readonly Findable[], paint: Paint): readonly string[] {
  const { metric, baseRate } = all[0] ?? { metric: '', baseRate: 0 };
  return columnsOf(
    [
      { title: 'requests a minute', right: true },
      { title: `slightest in ${metric}` },
      ...found,
      { title: 'if all fail', right: true },
    ],
    all.map(({ requestsPerMinute, answer: { slightest, risks } }) => [
      grouped(requestsPerMinute),
      slightest === null ? 'nothing' : change(baseRate, slightest),
      ...foundOf(slightest),
      foundOf(risks.at(-1) ?? null)[0],
    ]),
    paint.quiet,
  );
}

function byRisk({ metric, requestsPerMinute, baseRate, answer }: Findable, paint: Paint): readonly string[] {
  const { risks, slightest } = answer;
  return columnsOf(
    [{ title: `${metric} of ${grouped(requestsPerMinute)} a minute` }, ...found],
    [
      ...risks.map((risk) => [change(baseRate, risk), ...foundOf(risk)]),
      [slightest === null ? 'nothing' : `${change(baseRate, slightest)} at least`, ...foundOf(slightest)],
    ],
    paint.quiet,
  );
}

const change = (baseRate: number, { relativeRisk }: Power): string =>
  `${rate(baseRate)} -> ${rate(Math.min(1, baseRate * relativeRisk))}`;

const rate = (share: number): string => `${Number((100 * share).toPrecision(3))}%`;

const found = [
  { title: 'within', right: true },
  { title: 'canary requests', right: true },
] as const;

const foundOf = (power: Power | null): readonly [minutes: string, canaryRequests: string] =>
  power?.found == null ? ['not found', ''] : [`${power.found.minutes}m`, grouped(power.found.canaryRequests)];

const grouped = (count: number): string => count.toLocaleString('en-US');
