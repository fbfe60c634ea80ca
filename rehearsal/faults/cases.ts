import { type Random, seededRandom } from '../random.ts';
import { scenarios } from '../scenarios/index.ts';
import { playUsual } from './explore.ts';
import { type Case, type Fault, seedOf } from './fault.ts';
import type { KindName } from './kinds.ts';
import { permissionsOf } from './permissions.ts';
import { type Point, pointsOf, singles } from './points.ts';
import type { Trial } from './trial.ts';

export type Plan = {
  /** Places where the outside world answers, of all scenarios. */
  readonly points: number;
  /** Seeds of the cases, the same for the same options. */
  readonly seeds: readonly string[];
  /** Every permission that the stories' deployments have. */
  readonly permissions: readonly string[];
};

export type PlanOptions = {
  /** At least so many cases, where sampling can add some. */
  readonly runs: number;
  /** Another seed samples other cases. */
  readonly seed: string;
  /** @default all of them */
  readonly names?: readonly string[];
};

type Place = { readonly scenario: string; readonly point: Point; readonly isShared: boolean };

/**
 * Every single fault of every scenario, every pair of faults close together on two ways back, and a sample of everything else: one to
 * three faults anywhere. A point that a story shares with an earlier one, since nothing has set them apart yet, is explored in full in
 * the earlier and left to the sample in the later.
 */
export async function planCases({ runs, seed, names = Object.keys(scenarios) }: PlanOptions): Promise<Plan> {
  const places: Place[] = [];
  const known = new Set<string>();
  const permissions = new Set<string>();
  for (const scenario of names) {
    const trial = await playUsual(scenario);
    for (const { name } of permissionsOf(trial.world)) permissions.add(name);
    const prefixOf = prefixes(trial);
    const points = pointsOf(trial);
    places.push(...points.map((point) => ({ scenario, point, isShared: known.has(prefixOf(point)) })));
    for (const point of points) known.add(prefixOf(point));
  }
  const seeds = new Set<string>();
  for (const { scenario, point, isShared } of places) {
    if (isShared) continue;
    for (const fault of singles([point])) seeds.add(seedOf({ scenario, faults: [fault] }));
  }
  for (const pair of pairs(places)) seeds.add(seedOf(pair));
  const random = seededRandom(`faults ${seed}`);
  for (let tries = 0; seeds.size < runs && tries < 10 * runs; tries++)
    seeds.add(seedOf(sample(places, random)));
  return { points: places.length, seeds: [...seeds], permissions: [...permissions].sort() };
}

/** What the outside world was asked until a point, in one word. Stories with the same spec begin alike. */
function prefixes({ world, spec, deliveries }: Trial): (point: Point) => string {
  const words: string[] = [];
  // The rest of a spec shows in what is asked.
  const { traffic, workload, metrics, alarms } = spec;
  let hash = hashOf(JSON.stringify({ traffic, workload, metrics, alarms }), 0);
  for (const { principal, operation, startMillis } of world.calls) {
    hash = hashOf(`${principal} ${operation} ${startMillis}`, hash);
    words.push(`c ${hash}`);
  }
  return ({ at }) => {
    const number = Number(at.slice(1));
    if (at.startsWith('c')) return words[number - 1] ?? at;
    const delivery = deliveries[number - 1];
    return `e${number} ${delivery?.rule} ${words[(delivery?.call ?? 0) - 1]}`;
  };
}

/** FNV-1a, twice: enough to tell some ten thousand prefixes apart. */
function hashOf(text: string, start: number): number {
  let [high, low] = [Math.floor(start / 2 ** 26) ^ 0x811c9dc5, (start % 2 ** 26) ^ 0x9dc5811c];
  for (let at = 0; at < text.length; at++) {
    high = Math.imul(high ^ text.charCodeAt(at), 0x01000193);
    low = Math.imul(low ^ (text.charCodeAt(at) + at), 0x01000193);
  }
  return ((high >>> 0) % 2 ** 26) * 2 ** 26 + ((low >>> 0) % 2 ** 26);
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
      .filter((place) => place.scenario === scenario && !place.isShared && place.point.at.startsWith('c'))
      .map(
        ({ point: { at, kinds } }): Point => ({
          at,
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

function sample(places: readonly Place[], random: Random): Case {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random.next() * all.length)] as T;
  const { scenario, point } = pick(places);
  const own = places.filter((place) => place.scenario === scenario);
  const count = 1 + Math.floor(random.next() * 3);
  const faults: Fault[] = [{ at: point.at, kind: pick(point.kinds) }];
  while (faults.length < count) {
    const { at, kinds } = pick(own).point;
    faults.push({ at, kind: pick(kinds) });
  }
  return { scenario, faults };
}
