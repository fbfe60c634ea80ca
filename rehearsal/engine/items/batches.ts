import type { MapState } from '../definition.ts';
import { type Json, PAYLOAD_LIMIT_BYTES, textOf } from '../json.ts';
import type { Visit } from '../visit.ts';

/** Packs items into the inputs of child executions, as the ItemBatcher says; without one each item is an input. */
export async function batchesOf(visit: Visit<MapState>, items: readonly Json[]): Promise<readonly Json[]> {
  const { ItemBatcher } = visit.state;
  if (ItemBatcher === undefined) return items;
  const { MaxItemsPerBatch, MaxInputBytesPerBatch, BatchInput } = ItemBatcher;
  const mostItems = await limit(visit, MaxItemsPerBatch, 'MaxItemsPerBatch');
  const mostBytes = Math.min(
    await limit(visit, MaxInputBytesPerBatch, 'MaxInputBytesPerBatch'),
    PAYLOAD_LIMIT_BYTES,
  );
  const shared =
    BatchInput === undefined ? {} : { BatchInput: await visit.read(BatchInput, 'ItemBatcher/BatchInput') };

  const batches: Json[] = [];
  const frameBytes = Buffer.byteLength(textOf({ ...shared, Items: [] }));
  let batch: Json[] = [];
  let bytes = frameBytes;
  for (const item of items) {
    const itemBytes = Buffer.byteLength(textOf(item)) + 1;
    if (batch.length > 0 && (batch.length >= mostItems || bytes + itemBytes > mostBytes)) {
      batches.push({ ...shared, Items: batch });
      batch = [];
      bytes = frameBytes;
    }
    batch.push(item);
    bytes += itemBytes;
  }
  if (batch.length > 0) batches.push({ ...shared, Items: batch });
  return batches;
}

async function limit(
  visit: Visit<MapState>,
  template: number | string | undefined,
  field: string,
): Promise<number> {
  if (template === undefined) return Number.POSITIVE_INFINITY;
  return visit.readAs('number', template, `ItemBatcher/${field}`);
}
