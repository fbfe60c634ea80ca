import fc from 'fast-check';
import * as errors from '../../../providers/errors.ts';
import { table } from '../../../providers/table.ts';
import { damagedJson, shapedLike } from '../json.ts';
import { recorded, specTexts } from '../samples.ts';
import { refused, type Target } from '../target.ts';

type Item = { readonly of: 'spec' | 'claim' | 'switch'; readonly item: unknown };

const samples: readonly Item[] = [
  ...recorded.claims.slice(0, 6).map((item) => ({ of: 'claim' as const, item })),
  ...specTexts.slice(0, 2).map((text) => ({
    of: 'spec' as const,
    item: { name: { S: 'recommendation' }, spec: { S: JSON.stringify(text) }, updatedAt: { S: '2026' } },
  })),
  { of: 'switch', item: { reason: { S: 'a region is down' }, by: { S: 'ann' } } },
];

const known = Object.values(errors);

/** Items of the table: written by us, by other versions of us, or by whoever may write there. */
export const tableItem: Target = {
  name: 'item of the table',
  inputs: 110_000,
  arbitrary: fc.oneof(
    ...samples.map(({ of, item }) => shapedLike(item).map((shaped): Item => ({ of, item: shaped }))),
  ),
  damaged(random) {
    const { of, item } = samples[Math.floor(random.next() * samples.length)] ?? { of: 'claim', item: null };
    return { of, item: damagedJson([item], random) } satisfies Item;
  },
  async feed(input) {
    const { of, item } = input as Item;
    // The SDK answers with objects, never with text or numbers.
    const Item = typeof item === 'object' && item !== null && !Array.isArray(item) ? item : {};
    const dynamodb = { send: async () => ({ Item, Items: [Item] }) };
    const read = table({ dynamodb } as never, 'haldane-dev');
    try {
      if (of === 'switch') await read.readSwitch();
      else if (of === 'spec') await read.readSpec('recommendation');
      else await read.readClaim('recommendation');
      return true;
    } catch (error) {
      if (error instanceof Error && known.some((type) => error instanceof type))
        return refused(error.message);
      throw error;
    }
  },
};
