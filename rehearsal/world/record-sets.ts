import { isDeepStrictEqual } from 'node:util';
import type { Change, ListResourceRecordSetsCommandInput, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { AwsError, required } from './aws-error.ts';
import { invalidRecord } from './route53-validation.ts';

type Zone = { readonly name: string; readonly records: readonly ResourceRecordSet[] };

/** With the dot at its end, in lower case: as Route 53 lists names. */
export const fullName = (name: string): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase();

/** The records after a change batch, which is all or nothing: every change is checked before any takes effect. */
export function applied(zone: Zone, batch: readonly Change[]): readonly ResourceRecordSet[] {
  const byName = Map.groupBy(zone.records, ({ Name = '' }) => Name);
  const complaints: string[] = [];
  for (const { Action, ResourceRecordSet } of batch) {
    const record = { ...required(ResourceRecordSet, 'resourceRecordSet') };
    const name = fullName(required(record.Name, 'name'));
    record.Name = name;
    const sameName = byName.get(name) ?? [];
    const same = sameName.find((other) => identity(other) === identity(record));
    const what = `[name='${record.Name}', type='${record.Type}'${record.SetIdentifier === undefined ? '' : `, set identifier='${record.SetIdentifier}'`}]`;
    const wrong = invalidRecord(record, zone.name, sameName);
    if (wrong !== undefined) complaints.push(wrong);
    else if (Action === 'CREATE' && same !== undefined)
      complaints.push(`Tried to create resource record set ${what} but it already exists`);
    else if (Action === 'DELETE' && same === undefined)
      complaints.push(`Tried to delete resource record set ${what} but it was not found`);
    else if (Action === 'DELETE' && !isDeepStrictEqual(same, record))
      complaints.push(
        `Tried to delete resource record set ${what} but the values provided do not match the current values`,
      );
    const others = sameName.filter((other) => other !== same);
    byName.set(name, Action === 'DELETE' ? others : [...others, record]);
  }
  if (complaints.length > 0) {
    const message = `[${complaints.join(', ')}]`;
    throw new AwsError('InvalidChangeBatch', message, { members: { messages: complaints } });
  }
  return [...byName.values()].flat().sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

/** One page of ListResourceRecordSets. */
export function page(
  records: readonly ResourceRecordSet[],
  {
    StartRecordName,
    StartRecordType,
    StartRecordIdentifier,
    MaxItems = 300,
  }: ListResourceRecordSetsCommandInput,
) {
  const start = sortKey({
    Name: StartRecordName === undefined ? '' : fullName(StartRecordName),
    Type: StartRecordType,
    SetIdentifier: StartRecordIdentifier,
  });
  const from =
    StartRecordName === undefined
      ? records
      : records.slice(firstFrom(records, (record) => placeOf(record) >= start));
  const most = Math.min(300, Number(MaxItems));
  const next = from[most];
  return {
    ResourceRecordSets: from.slice(0, most),
    IsTruncated: next !== undefined,
    MaxItems: most,
    ...(next === undefined
      ? {}
      : {
          NextRecordName: next.Name,
          NextRecordType: next.Type,
          ...(next.SetIdentifier === undefined ? {} : { NextRecordIdentifier: next.SetIdentifier }),
        }),
  };
}

const identity = ({ Name, Type, SetIdentifier = '' }: ResourceRecordSet) =>
  `${Name}|${Type}|${SetIdentifier}`;

type SortParts = {
  readonly Name: string | undefined;
  readonly Type?: string | undefined;
  readonly SetIdentifier?: string | undefined;
};
/** Records are listed by name with its labels reversed (`com.example.`), then type, then set identifier. */
const sortKey = ({ Name = '', Type = '', SetIdentifier = '' }: SortParts) =>
  [Name.split('.').toReversed().join('.'), Type, SetIdentifier].join('\u0000');

/** A zone's records are sorted with every change, and most of them are still the same objects. */
const places = new WeakMap<ResourceRecordSet, string>();
function placeOf(record: ResourceRecordSet): string {
  const known = places.get(record);
  if (known !== undefined) return known;
  const place = sortKey(record as SortParts);
  places.set(record, place);
  return place;
}

/** Where in a sorted list it begins to be true. */
function firstFrom<T>(sorted: readonly T[], isReached: (item: T) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isReached(sorted[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}
