import { isDeepStrictEqual } from 'node:util';
import type { Change, ListResourceRecordSetsCommandInput, ResourceRecordSet } from '@aws-sdk/client-route-53';
import { AwsError, required } from './aws-error.ts';
import { invalidRecord } from './route53-validation.ts';

type Zone = { readonly name: string; readonly records: readonly ResourceRecordSet[] };

/** With the dot at its end, in lower case: as Route 53 lists names. */
export const fullName = (name: string): string => (name.endsWith('.') ? name : `${name}.`).toLowerCase();

/** The records after a change batch, which is all or nothing: every change is checked before any takes effect. */
export function applied(zone: Zone, batch: readonly Change[]): readonly ResourceRecordSet[] {
  let records = zone.records;
  const complaints: string[] = [];
  for (const { Action, ResourceRecordSet } of batch) {
    const record = { ...required(ResourceRecordSet, 'resourceRecordSet') };
    record.Name = fullName(required(record.Name, 'name'));
    const same = records.find((other) => identity(other) === identity(record));
    const what = `[name='${record.Name}', type='${record.Type}'${record.SetIdentifier === undefined ? '' : `, set identifier='${record.SetIdentifier}'`}]`;
    const wrong = invalidRecord(record, zone.name, records);
    if (wrong !== undefined) complaints.push(wrong);
    else if (Action === 'CREATE' && same !== undefined)
      complaints.push(`Tried to create resource record set ${what} but it already exists`);
    else if (Action === 'DELETE' && same === undefined)
      complaints.push(`Tried to delete resource record set ${what} but it was not found`);
    else if (Action === 'DELETE' && !isDeepStrictEqual(same, record))
      complaints.push(
        `Tried to delete resource record set ${what} but the values provided do not match the current values`,
      );
    records = records.filter((other) => other !== same);
    if (Action !== 'DELETE') records = [...records, record];
  }
  if (complaints.length > 0) {
    const message = `[${complaints.join(', ')}]`;
    throw new AwsError('InvalidChangeBatch', message, { members: { messages: complaints } });
  }
  return records.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
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
  const from = StartRecordName === undefined ? records : records.filter((record) => sortKey(record) >= start);
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
