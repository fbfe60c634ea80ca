import { z } from 'zod';
import type { ShiftReceipt, Slot, Split, TrafficRouter } from '../../rollout/ports.ts';
import { arn } from '../arn.ts';
import type { Clients } from '../clients.ts';
import { NotOwned, Refused, Throttled } from '../errors.ts';
import type { Statement, TrafficProvider } from '../provider.ts';
import { normalized, type Pair, pairs } from './_records.ts';
import { inForce, integerWeights, shares } from './_weights.ts';
import { zones } from './_zones.ts';

const config = z.strictObject({
  kind: z.literal('route53').describe('Weighted records of Route 53, one (or one per type) for each slot.'),
  hostedZone: z
    .string()
    .regex(/^Z[0-9A-Z]+$/, 'looks like Z0123456789ABCDEFGHIJ')
    .describe('Id of the hosted zone, such as Z0123456789ABCDEFGHIJ.'),
  record: z.string().min(1).describe('Name of the records, such as api.example.com.'),
  types: z
    .array(z.enum(['A', 'AAAA', 'CNAME']))
    .min(1)
    .default(['A'])
    .describe('Record types that carry the traffic; all of them get the same weights. Default: [A].'),
  slots: z
    .array(z.string().min(1))
    .length(2, 'needs exactly two set identifiers')
    .default(['blue', 'green'])
    .describe('The set identifiers of the two records. Default: [blue, green].'),
});

type Config = z.infer<typeof config>;

/** Route 53 weights are integers from 0 to 255; a total of 200 gives steps of half a percent. */
const weightStepPercent = 0.5;

/** Alias records have no TTL of their own: Route 53 answers with the target's, which is 60 seconds for AWS load balancers. */
const aliasTtlSeconds = 60;

const recordNames = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';

function permissions({ hostedZone, record, types }: Config) {
  const zone = arn.unowned('route53', `hostedzone/${hostedZone}`);
  const read: Statement[] = [{ actions: ['route53:ListResourceRecordSets'], resources: [zone] }];
  // Ids of changes are made by Route 53 when they are written.
  const getChange: Statement = {
    actions: ['route53:GetChange'],
    resources: [arn.unowned('route53', 'change/*')],
  };
  const change: Statement = {
    actions: ['route53:ChangeResourceRecordSets'],
    resources: [zone],
    // Weights of several services are written in one change batch where the quota is short.
    joins: recordNames,
    condition: {
      'ForAllValues:StringEquals': {
        [recordNames]: [normalized(record)],
        'route53:ChangeResourceRecordSetsRecordTypes': types,
        'route53:ChangeResourceRecordSetsActions': ['UPSERT'],
      },
    },
  };
  return { read, check: [...read, getChange], write: [...read, change] };
}

function create(
  { hostedZone, record, types, slots }: Config,
  clients: Pick<Clients, 'route53' | 'line'>,
): TrafficRouter {
  const zone = zones(clients);

  const find = async (): Promise<readonly Pair[]> =>
    pairs(record, await zone.records(hostedZone, record), types, slots);

  async function weigh(split: Split, urgency: 0 | 1, hurry = false): Promise<ShiftReceipt> {
    const weights = weightsBySlot(split, slots);
    const comment = `Haldane: ${split.canary} ${split.canaryPercent}%`;
    const changeId = await zone.weigh({ hostedZone, record, types, slots, weights, comment }, urgency, hurry);
    return changeId === null ? {} : { changeId };
  }

  /** Whoever asks asks again soon: that Route 53 had no time to say is no failure. */
  const statusOf = (changeId: string): Promise<string | null> =>
    zone.statusOf(changeId).catch((error: unknown) => {
      if (error instanceof Throttled) return null;
      throw error;
    });

  return {
    weightStepPercent,

    async read() {
      const [first, ...rest] = (await find()).map((pair) => ({ pair, weights: pairShares(pair) }));
      if (first === undefined) throw new NotOwned(`${record} has no records.`);
      const odd = rest.find(({ weights }) =>
        slots.some((slot) => differ(weights[slot], first.weights[slot])),
      );
      if (odd) {
        throw new NotOwned(
          `${record} has different weights by type: ${first.pair.type} ${say(first.weights)}, ${odd.pair.type} ${say(odd.weights)}.`,
        );
      }
      const ttlSeconds = Math.max(...[first, ...rest].map(({ pair }) => pairTtlSeconds(pair)));
      return {
        weights: first.weights,
        assignment: { unit: 'client', lastsSeconds: ttlSeconds },
        settleSeconds: ttlSeconds,
      };
    },

    shift: (split) => weigh(split, 1),

    restore(stable, again = false) {
      const [other = stable] = slots.filter((slot) => slot !== stable);
      return weigh({ stable, canary: other, canaryPercent: 0 }, 0, !again);
    },

    async check(split, receipt) {
      const byType = (await find()).map(pairShares);
      // If types disagree, the one that is not as wanted is what an operator must hear of.
      const weights = byType.find((live) => !inForce(live, split)) ?? byType[0] ?? {};
      const written = inForce(weights, split);
      const Id = receipt?.changeId;
      if (!written || typeof Id !== 'string') return { settled: written, weights };
      return { settled: (await statusOf(Id)) === 'INSYNC', weights };
    },
  };
}

export const route53 = {
  config,
  permissions,
  usualUnit: 'client',
  create,
  standsInLine: true,
} satisfies TrafficProvider<Config>;

function weightsBySlot(split: Split, slots: readonly Slot[]): Record<Slot, number> {
  const { stable, canary } = integerWeights(split, weightStepPercent);
  const wanted = { [split.stable]: stable, [split.canary]: canary };
  if (slots.some((slot) => wanted[slot] === undefined)) {
    throw new Refused(`The slots are ${slots.join(' and ')}, not ${split.stable} and ${split.canary}.`);
  }
  return wanted;
}

const pairShares = ({ records }: Pair): Record<Slot, number> =>
  shares(Object.fromEntries(Object.entries(records).map(([slot, { Weight }]) => [slot, Weight ?? 0])));

const pairTtlSeconds = ({ records }: Pair): number =>
  Math.max(...Object.values(records).map(({ TTL }) => TTL ?? aliasTtlSeconds));

const differ = (one = 0, other = 0): boolean => Math.abs(one - other) > 1e-6;

const say = (weights: Readonly<Record<Slot, number>>): string =>
  Object.entries(weights)
    .map(([slot, percent]) => `${slot} ${Math.round(percent * 10) / 10}%`)
    .join(' / ');
