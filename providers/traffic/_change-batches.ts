import type { Change } from '@aws-sdk/client-route-53';

/**
 * "A request cannot contain more than 1,000 ResourceRecord elements", "the sum of the number of characters in all Value elements
 * cannot exceed 32,000 characters", and of UPSERT both are counted twice:
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html#limits-api-requests-changeresourcerecordsets
 */
const most = { elements: 1000, characters: 32_000 };

/** The same in batches, in their order, as few as the limits allow. What belongs to one is never divided. */
export function changeBatches<Part extends { readonly changes: readonly Change[] }>(
  parts: readonly Part[],
): readonly (readonly Part[])[] {
  const batches: Part[][] = [];
  let left = { elements: 0, characters: 0 };
  for (const part of parts) {
    const size = sizeOf(part.changes);
    if (size.elements > left.elements || size.characters > left.characters) {
      batches.push([]);
      left = { ...most };
    }
    batches.at(-1)?.push(part);
    left = { elements: left.elements - size.elements, characters: left.characters - size.characters };
  }
  return batches;
}

/** An alias has no ResourceRecord; it is counted as one, to be on the safe side. */
function sizeOf(changes: readonly Change[]): typeof most {
  const values = changes.map(({ ResourceRecordSet }) => ResourceRecordSet?.ResourceRecords ?? []);
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    elements: 2 * sum(values.map(({ length }) => Math.max(1, length))),
    characters: 2 * sum(values.flat().map(({ Value = '' }) => Value.length)),
  };
}
