import type { MapState } from '../definition.ts';
import { type Json, textOf } from '../json.ts';
import type { Visit } from '../visit.ts';
import { readItems } from './reader.ts';

/** What a Map state goes over: what its ItemReader finds, its Items, or its input. */
export async function itemsOf(visit: Visit<MapState>): Promise<readonly Json[]> {
  const { state, input } = visit;
  if (state.ItemReader !== undefined) return readItems(visit, state.ItemReader);
  if (state.Items !== undefined) return visit.readAs('array', state.Items, 'Items');
  if (Array.isArray(input)) return input as readonly Json[];
  throw visit.evaluationFailed(`Map state input must be an array but was: ${textOf(input)}`);
}
