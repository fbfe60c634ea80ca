import type { ItemReader, MapState } from '../definition.ts';
import { StateFailure } from '../errors.ts';
import { isObject, type Json } from '../json.ts';
import type { Visit } from '../visit.ts';
import { rowsOf } from './csv.ts';

/** The items in an object in S3. */
export async function readItems(visit: Visit<MapState>, reader: ItemReader): Promise<readonly Json[]> {
  const { ReaderConfig: config = {} } = reader;
  const where = await visit.read(reader.Arguments ?? {}, 'ItemReader/Arguments');
  const mostItems =
    config.MaxItems === undefined
      ? Number.POSITIVE_INFINITY
      : await visit.readAs('number', config.MaxItems, 'ItemReader/ReaderConfig/MaxItems');
  if (!isObject(where) || typeof where.Bucket !== 'string' || typeof where.Key !== 'string') {
    throw failed('The ItemReader needs a Bucket and a Key.');
  }
  const body = await visit.branch.host.readS3(where.Bucket, where.Key).catch((thrown: unknown) => {
    throw failed(thrown instanceof Error ? thrown.message : String(thrown));
  });
  return itemsIn(body, config).slice(0, mostItems || undefined);
}

/** Also what TestState's `mapItemReaderData` goes through. */
export function itemsIn(body: string, config: NonNullable<ItemReader['ReaderConfig']>): readonly Json[] {
  switch (config.InputType) {
    case 'CSV':
      return rowsOf(body, config);
    case 'JSONL':
      return body.split('\n').flatMap((line) => (line.trim() === '' ? [] : [parse(line)]));
    default:
      return listIn(pointedAt(parse(body), config.ItemsPointer));
  }
}

/** An object is gone over as its members. */
function listIn(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  if (isObject(value)) return Object.entries(value).map(([Key, Value]) => ({ Key, Value }));
  throw failed('Attempting to map over non-iterable node.');
}

/** A JSON pointer, such as `/data/users`. */
function pointedAt(value: Json, pointer = ''): Json {
  let at: Json | undefined = value;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    at = typeof at === 'object' && at !== null ? (at as { [key: string]: Json })[key] : undefined;
  }
  if (at === undefined) throw failed(`The ItemsPointer '${pointer}' points at nothing.`);
  return at;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw failed('The ItemReader could not parse the object as JSON.');
  }
}

const failed = (cause: string) => new StateFailure('States.ItemReaderFailed', cause);
