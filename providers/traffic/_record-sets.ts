import type {
  ListResourceRecordSetsCommandInput,
  ListResourceRecordSetsCommandOutput,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { normalized } from './_records.ts';

/** From where on, and in the order of the zone. */
export type StartOfPage = Pick<
  ListResourceRecordSetsCommandInput,
  'StartRecordName' | 'StartRecordType' | 'StartRecordIdentifier'
>;

export type ListPage = (start: StartOfPage) => Promise<ListResourceRecordSetsCommandOutput>;

/**
 * All record sets of these names (those without any too), in as few pages as the zone allows: a page holds 300 record sets from its
 * start on, so that neighbours come together. Yields after each page the names that are complete.
 */
export async function* recordSetsOf(
  names: readonly string[],
  list: ListPage,
): AsyncGenerator<readonly Named[]> {
  const wanted = new Map(names.toSorted(inZoneOrder).map((name) => [normalized(name), name]));
  let begun: readonly ResourceRecordSet[] = [];
  let start: StartOfPage | undefined;
  for (let [first] = wanted; first !== undefined; [first] = wanted) {
    const [firstKey, firstName] = first;
    const { ResourceRecordSets = [], ...next } = await list(start ?? { StartRecordName: firstName });
    const open = next.IsTruncated ? keyOf(next.NextRecordName) : undefined;
    const found = Map.groupBy([...begun, ...ResourceRecordSets], ({ Name }) => keyOf(Name));
    // A page that began at a name and does not show it says that there is none.
    if (start === undefined && !found.has(firstKey)) found.set(firstKey, []);
    const complete: Named[] = [];
    begun = [];
    start = undefined;
    for (const [key, records] of found) {
      const name = wanted.get(key);
      if (name === undefined) continue;
      if (key === open) {
        begun = records;
        start = startOf(next);
      } else {
        wanted.delete(key);
        complete.push({ name, records });
      }
    }
    yield complete;
  }
}

type Named = { readonly name: string; readonly records: readonly ResourceRecordSet[] };

const keyOf = (name: string | undefined): string => normalized(name ?? '');

const startOf = ({
  NextRecordName,
  NextRecordType,
  NextRecordIdentifier,
}: Omit<ListResourceRecordSetsCommandOutput, 'ResourceRecordSets'>): StartOfPage => ({
  StartRecordName: NextRecordName,
  StartRecordType: NextRecordType,
  StartRecordIdentifier: NextRecordIdentifier,
});

/** Route 53 sorts names by their labels from the right: `com.example.api`. */
const inZoneOrder = (a: string, b: string): number => (reversed(a) < reversed(b) ? -1 : 1);

const reversed = (name: string): string => normalized(name).split('.').toReversed().join('.');
