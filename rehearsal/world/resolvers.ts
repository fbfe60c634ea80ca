import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';

export type ResolverOptions = {
  /** How many resolvers stand between the clients and Route 53. @default 300 */
  readonly count?: number;
  /** Share of resolvers that keep an answer 5 to 15 minutes, whatever its TTL. @default 0.02 */
  readonly stubbornShare?: number;
};

/** The part of the clients' requests that goes to a record now, and whether their resolver's answer is older than its TTL. */
export type DnsShare = { readonly setIdentifier: string; readonly share: number; readonly late: boolean };

export interface Resolvers {
  shares(): readonly DnsShare[];
}

type Resolver = {
  readonly clientShare: number;
  readonly stubborn: boolean;
  answer: string;
  ttlEndMillis: number;
  keptUntilMillis: number;
};

/** Alias records have no TTL of their own: a load balancer's answers live 60 seconds. */
const aliasTtlSeconds = 60;

/**
 * Caching resolvers, each busy enough to ask again the moment its answer expires. Few serve very many clients and many few,
 * so that a weight of 5% is 5% of the answers but only roughly 5% of the requests.
 */
export function createResolvers(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  /** What Route 53 has for everybody who asks at this instant. */
  resolve: () => () => readonly ResourceRecordSet[],
  { count = 300, stubbornShare = 0.02 }: ResolverOptions = {},
): Resolvers {
  // Zipf's law with exponent 1/2: the busiest of 300 resolvers serves about 3% of the clients.
  const sizes = Array.from({ length: count }, (_, rank) => 1 / Math.sqrt(rank + 1));
  const sum = sizes.reduce((total, size) => total + size, 0);
  // Spread by rank rather than drawn: one huge stubborn resolver by bad luck would make its own story.
  const every = stubbornShare > 0 ? Math.round(1 / stubbornShare) : Number.POSITIVE_INFINITY;
  const resolvers = sizes.map(
    (size, rank): Resolver => ({
      clientShare: size / sum,
      stubborn: rank % every === every - 1,
      answer: '',
      ttlEndMillis: 0,
      keptUntilMillis: 0,
    }),
  );

  const ask = (
    resolver: Resolver,
    now: number,
    first: boolean,
    answer: () => readonly ResourceRecordSet[],
  ) => {
    const drawn = drawByWeight(random, usedOf(answer()));
    const ttlMillis = (drawn?.TTL ?? aliasTtlSeconds) * 1000;
    const keepMillis = resolver.stubborn ? random.between(300_000, 900_000) : ttlMillis;
    // At the start the answers are of all ages.
    const age = first ? random.between(0, keepMillis) : 0;
    resolver.answer = drawn?.SetIdentifier ?? '';
    resolver.ttlEndMillis = now - age + ttlMillis;
    resolver.keptUntilMillis = now - age + keepMillis;
  };

  return {
    shares() {
      const now = clock.now();
      const fresh = new Map<string, number>();
      const late = new Map<string, number>();
      const answer = resolve();
      for (const resolver of resolvers) {
        if (resolver.keptUntilMillis <= now) ask(resolver, now, resolver.keptUntilMillis === 0, answer);
        const shares = now > resolver.ttlEndMillis ? late : fresh;
        shares.set(resolver.answer, (shares.get(resolver.answer) ?? 0) + resolver.clientShare);
      }
      const listed = (shares: ReadonlyMap<string, number>, late: boolean): DnsShare[] =>
        [...shares].map(([setIdentifier, share]) => ({ setIdentifier, share, late }));
      return [...listed(fresh, false), ...listed(late, true)];
    },
  };
}

/** Of a name with both kinds of addresses, clients are taken to use the older one. Hundreds of resolvers get the same answers. */
function usedOf(records: readonly ResourceRecordSet[]): readonly ResourceRecordSet[] {
  const known = used.get(records);
  if (known !== undefined) return known;
  const older = records.filter(({ Type }) => Type !== 'AAAA');
  const fresh = older.length > 0 ? older : records;
  used.set(records, fresh);
  return fresh;
}
const used = new WeakMap<readonly ResourceRecordSet[], readonly ResourceRecordSet[]>();

/** Route 53 answers each record with the chance weight / sum; if all weights are 0, all with the same chance. */
function drawByWeight(random: Random, records: readonly ResourceRecordSet[]): ResourceRecordSet | undefined {
  let sum = 0;
  for (const { Weight = 0 } of records) sum += Weight;
  if (sum === 0) return records[Math.floor(random.next() * records.length)];
  let left = random.next() * sum;
  for (const record of records) {
    left -= record.Weight ?? 0;
    if (left < 0) return record;
  }
  return undefined;
}
