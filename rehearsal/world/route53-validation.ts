import type { ResourceRecordSet } from '@aws-sdk/client-route-53';

/**
 * What Route 53 would object to in this record beside those of its name, in its words; `undefined` if nothing. An UPSERT replaces: it
 * must give the whole record.
 */
export function invalidRecord(
  record: ResourceRecordSet,
  zoneName: string,
  sameName: readonly ResourceRecordSet[],
): string | undefined {
  const { Name = '', Type, SetIdentifier, Weight, TTL, ResourceRecords, AliasTarget } = record;
  const what = `RRSet with DNS name ${Name}, type ${Type}`;
  if (Name !== zoneName && !Name.endsWith(`.${zoneName}`)) {
    return `${what} is not permitted in zone ${zoneName}`;
  }
  if (AliasTarget !== undefined && (TTL !== undefined || ResourceRecords !== undefined)) {
    return 'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found more than one';
  }
  if (
    AliasTarget === undefined &&
    (TTL === undefined || ResourceRecords === undefined || ResourceRecords.length === 0)
  ) {
    return 'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none';
  }
  if ((Weight === undefined) !== (SetIdentifier === undefined)) {
    return `Invalid request: Expected all of [SetIdentifier, Weight] in Change with [Name=${Name}, Type=${Type}]`;
  }
  if (Weight !== undefined && (!Number.isInteger(Weight) || Weight < 0 || Weight > 255)) {
    return `Invalid weight ${Weight}: Member must have value between 0 and 255`;
  }
  if (
    sameName.some(
      (other) => other.Type === Type && (other.SetIdentifier === undefined) !== (SetIdentifier === undefined),
    )
  ) {
    return `${what}, SetIdentifier ${SetIdentifier} cannot be created as a non-weighted set exists with the same name and type.`;
  }
  if (sameName.some((other) => (other.Type === 'CNAME') !== (Type === 'CNAME'))) {
    return `${what} cannot be created as other RRSets exist with the same name.`;
  }
  return undefined;
}
