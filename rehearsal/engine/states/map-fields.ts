import type { MapState } from '../definition.ts';
import type { Json } from '../json.ts';
import type { Visit } from '../visit.ts';

/** What an iteration gets for an item. */
export async function selected(visit: Visit<MapState>, item: Json, index: number): Promise<Json> {
  const { ItemSelector } = visit.state;
  if (ItemSelector === undefined) return item;
  return visit.read(ItemSelector, 'ItemSelector', {
    context: { Map: { Item: { Index: index, Value: item } } },
  });
}

export async function maxConcurrency(visit: Visit<MapState>): Promise<number> {
  return visit.readAs('number', visit.state.MaxConcurrency ?? 0, 'MaxConcurrency');
}

/** How many of so many children may fail. Inline iterations have no tolerance, but their fields are evaluated. */
export async function tolerance(visit: Visit<MapState>): Promise<(childCount: number) => number> {
  const { ToleratedFailureCount, ToleratedFailurePercentage } = visit.state;
  const count = await visit.readAs('number', ToleratedFailureCount ?? 0, 'ToleratedFailureCount');
  const percentage = await visit.readAs(
    'number',
    ToleratedFailurePercentage ?? 0,
    'ToleratedFailurePercentage',
  );
  if (ToleratedFailurePercentage === undefined) return () => count;
  if (ToleratedFailureCount === undefined) return (childCount) => (childCount * percentage) / 100;
  return (childCount) => Math.min(count, (childCount * percentage) / 100);
}
