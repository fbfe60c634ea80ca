import type { ResourceRecordSet, RRType } from '@aws-sdk/client-route-53';
import type { Slot } from '../../rollout/ports.ts';
import { NotFound, NotOwned } from '../errors.ts';

/** The two weighted records of one type, as found. */
export type Pair = { readonly type: RRType; readonly records: Readonly<Record<Slot, ResourceRecordSet>> };

/**
 * Sorts all records of one name into pairs, or rejects with `NotOwned`: per wanted type exactly the two slots, weighted;
 * and no other type that carries traffic past the weights.
 */
export function pairs(
  name: string,
  found: readonly ResourceRecordSet[],
  types: readonly RRType[],
  slots: readonly Slot[],
): readonly Pair[] {
  if (found.length === 0) throw new NotFound(`There is no record ${name} in the hosted zone.`);
  const missed = found.find(({ Type }) => addressTypes.has(Type) && !types.some((type) => type === Type));
  if (missed) {
    throw new NotOwned(
      `${name} also has a record of type ${missed.Type}, whose clients no weight of ours would reach: list it under \`types\`.`,
    );
  }
  return types.map((type) => {
    const ofType = found.filter((record) => record.Type === type);
    const records = Object.fromEntries(
      slots.flatMap((slot) =>
        ofType.filter((record) => isSlot(record, slot)).map((record) => [slot, record] as const),
      ),
    );
    if (ofType.length !== slots.length || Object.keys(records).length !== slots.length) {
      throw new NotOwned(
        `${name} ${type} should be exactly two weighted records, ${slots.join(' and ')}; found ${describe(ofType)}.`,
      );
    }
    return { type, records };
  });
}

/** Lower case, no trailing dot, and the octal escapes of Route 53 (`\052` for `*`) kept: the form of its IAM condition keys. */
export const normalized = (name: string): string => {
  const bare = name.toLowerCase().replace(/\.$/, '');
  return bare.replace(
    /[^a-z0-9\-_.\\]/g,
    (letter) => `\\${letter.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
};

const addressTypes: ReadonlySet<string | undefined> = new Set(['A', 'AAAA', 'CNAME']);

// A record made by a traffic policy cannot be changed by itself.
const isSlot = (record: ResourceRecordSet, slot: Slot): boolean =>
  record.SetIdentifier === slot &&
  record.Weight !== undefined &&
  record.TrafficPolicyInstanceId === undefined;

function describe(records: readonly ResourceRecordSet[]): string {
  if (records.length === 0) return 'none';
  return records
    .map((record) => {
      if (record.TrafficPolicyInstanceId !== undefined) return 'one made by a traffic policy';
      const id = record.SetIdentifier ?? 'a plain record';
      return record.Weight === undefined ? `${id} (not weighted)` : `${id} (weight ${record.Weight})`;
    })
    .join(', ');
}
