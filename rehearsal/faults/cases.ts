import { type Random, seededRandom } from '../random.ts';
import { scenarios } from '../scenarios/index.ts';
import { playUsual, type Usual, usualIn } from './explore.ts';
import { type Case, type Fault, seedOf } from './fault.ts';
import type { KindName } from './kinds.ts';
import { permissionsOf } from './permissions.ts';
import { type Point, pointsOf, singles } from './points.ts';
import { situationOf } from './situation.ts';

export type Plan = {
  /** Places where the outside world answers, of all scenarios. */
  readonly points: number;
  /** Seeds of the cases, the same for the same options. */
  readonly seeds: readonly string[];
  /** Every permission that the stories' deployments have. */
  readonly permissions: readonly string[];
  /** How each story goes without faults. */
  readonly usuals: Readonly<Record<string, Usual>>;
};

export type PlanOptions = {
  /** At least so many cases, where sampling can add some. */
  readonly runs: number;
  /** Another seed samples other cases. */
  readonly seed: string;
  /** @default all of them */
  readonly names?: readonly string[];
};

type Place = {
  readonly scenario: string;
  readonly point: Point;
  readonly isShared: boolean;
  /** The story is over the hill: somebody has asked for the traffic back. */
  readonly isOnTheWayBack: boolean;
};

/** A story without faults: where something can go wrong, and in which situation. */
type Played = {
  readonly scenario: string;
  readonly calls: number;
  readonly usual: Usual;
  readonly permissions: readonly string[];
  readonly points: readonly (Pick<Place, 'point' | 'isOnTheWayBack'> & { readonly words: string })[];
};

async function play(scenario: string): Promise<Played> {
  const situations: string[] = [];
  const trial = await playUsual(scenario, (_, stage) => situations.push(situationOf(stage)));
  const { calls } = trial.world;
  const back = calls.find(({ principal }) => principal.endsWith('-interrupt'))?.id ?? calls.length + 1;
  return {
    scenario,
    calls: calls.length,
    usual: usualIn(trial),
    permissions: permissionsOf(trial.world),
    points: pointsOf(trial).map((point) => ({
      point,
      isOnTheWayBack: point.call >= back,
      words: `${situations[point.call - 1]} ${point.asks}`,
    })),
  };
}

/**
 * Every single fault of every scenario, every pair of faults close together on two ways back, and a sample of everything else: one to
 * three faults anywhere. A point where two stories ask the same in the same situation is explored in full in the shorter one and left to
 * the sample in the other.
 */
export async function planCases({ runs, seed, names = Object.keys(scenarios) }: PlanOptions): Promise<Plan> {
  const played: Played[] = [];
  for (const name of names) played.push(await play(name));
  const permissions = new Set(played.flatMap(({ permissions }) => permissions));
  const places: Place[] = [];
  const known = new Set<string>();
  for (const { scenario, points } of played.toSorted((a, b) => a.calls - b.calls)) {
    places.push(...points.map(({ words, ...point }) => ({ scenario, ...point, isShared: known.has(words) })));
    for (const { words } of points) known.add(words);
  }
  const seeds = new Set<string>();
  for (const { scenario, point, isShared } of places) {
    if (isShared) continue;
    for (const fault of singles([point])) seeds.add(seedOf({ scenario, faults: [fault] }));
  }
  for (const pair of pairs(places)) seeds.add(seedOf(pair));
  const random = seededRandom(`faults ${seed}`);
  const stories = [...Map.groupBy(places, ({ scenario }) => scenario).values()];
  for (let tries = 0; seeds.size < runs && tries < 10 * runs; tries++)
    seeds.add(seedOf(sample(stories, random)));
  return {
    points: places.length,
    seeds: [...seeds],
    permissions: [...permissions].sort(),
    usuals: Object.fromEntries(played.map(({ scenario, usual }) => [scenario, usual])),
  };
}

/** Where both faults of a pair hurt most: while traffic returns and the rest is cleaned up. */
const waysBack = ['person-aborts', 'lambda-abort-while-warm'];
const hardKinds: readonly KindName[] = [
  'failed',
  'lost-answer',
  'hung',
  'killed-after',
  'stopped',
  'table-down',
];
/** How many of the following points the second fault may be away. */
const neighbours = 2;

function pairs(places: readonly Place[]): readonly Case[] {
  return waysBack.flatMap((scenario) => {
    const back = places
      .filter(
        (place) => place.scenario === scenario && place.isOnTheWayBack && place.point.at.startsWith('c'),
      )
      .map(
        ({ point: { kinds, ...point } }): Point => ({
          ...point,
          kinds: kinds.filter((kind) => hardKinds.includes(kind)),
        }),
      )
      .filter(({ kinds }) => kinds.includes('failed'));
    return back.flatMap((first, index) =>
      back
        .slice(index, index + neighbours + 1)
        .flatMap((second) =>
          singles([first]).flatMap((one) => singles([second]).map((other) => [one, other] as const)),
        )
        .filter(([one, other]) => one !== other && !(one.at === other.at && one.kind === other.kind))
        .map((faults): Case => ({ scenario, faults })),
    );
  });
}

function sample(stories: readonly (readonly Place[])[], random: Random): Case {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)] as T;
  // Long stories have more places than others, but no more that is of interest.
  const own = pick(stories);
  const { scenario, point } = pick(own);
  const count = 1 + Math.floor(random.next() * 3);
  const faults: Fault[] = [{ at: point.at, kind: pick(point.kinds) }];
  while (faults.length < count) {
    const { at, kinds } = pick(own).point;
    faults.push({ at, kind: pick(kinds) });
  }
  return { scenario, faults };
}
