import type { HistoryEvent, Json } from '../../rehearsal/engine/index.ts';
import { differences } from './compare.ts';
import type { RecordedEvent, Recording } from './recording.ts';

/** How our history differs from the recorded one. Where branches ran side by side, their interleaving is free. */
export function eventDifferences(recording: Recording, history: readonly HistoryEvent[]): string[] {
  const { events, eventsUnordered, eventsIgnoreTypes = [] } = recording.expected;
  if (events === undefined) return [];
  const kept = (event: RecordedEvent) => !eventsIgnoreTypes.includes(event.type);
  const expected = events.filter(kept);
  const actual = history.map((event) => simplified(event, recording.concurrent ?? false)).filter(kept);

  const inOrder = eventsUnordered ? [] : pairwise(expected, actual);
  if (!eventsUnordered && inOrder.length === 0) return [];
  if (!eventsUnordered && !recording.concurrent) return inOrder;
  return eventsUnordered
    ? asSets(expected.map(withoutPrevious), actual.map(withoutPrevious))
    : asSets(chained(expected), chained(actual));
}

function pairwise(expected: readonly RecordedEvent[], actual: readonly RecordedEvent[]): string[] {
  const length = Math.max(expected.length, actual.length);
  for (let index = 0; index < length; index += 1) {
    const found = differences(expected[index] as Json, actual[index] as Json, `event ${index + 1}`);
    if (found.length > 0) return found;
  }
  return [];
}

/** Each event is matched with one not yet taken; the lines tell what is left over on either side. */
function asSets(expected: readonly RecordedEvent[], actual: readonly RecordedEvent[]): string[] {
  const left = [...actual];
  const missing = expected.filter((event) => {
    const index = left.findIndex((other) => differences(event as Json, other as Json).length === 0);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((event) => `missing event ${JSON.stringify(event)}`),
    ...left.map((event) => `unexpected event ${JSON.stringify(event)}`),
  ];
}

/** Events that name the kind of the event before instead of its number, and no numbers in causes. */
const chained = (events: readonly RecordedEvent[]) =>
  events.map(({ prev, ...event }) => {
    const before = prev === undefined ? undefined : events[prev - 1];
    return {
      ...unnumbered(event),
      before: before ? [before.type, before.stateName ?? null, before.index ?? null] : null,
    };
  }) as unknown as RecordedEvent[];

const unnumbered = (event: object) =>
  JSON.parse(
    JSON.stringify(event).replaceAll(/entered at the event id #\d+/g, 'entered at the event id #'),
  ) as object;

const withoutPrevious = ({ prev, ...event }: RecordedEvent): RecordedEvent => event as RecordedEvent;

/** Our event in the form of the recordings: detail members beside the type, JSON texts decoded. */
function simplified(event: HistoryEvent, withPrevious: boolean): RecordedEvent {
  const { type, id: _, timestamp: __, previousEventId, ...rest } = event;
  const details = Object.values(rest)[0] as { [member: string]: unknown } | undefined;
  const simple: { [member: string]: unknown } = { type };
  const isNamed = /StateEntered|StateExited|MapIteration/.test(type ?? '');
  for (const [key, value] of Object.entries(details ?? {})) {
    if (dropped.has(key)) continue;
    if (key === 'name' && isNamed) simple.stateName = value;
    else if (decoded.has(key)) simple[key] = JSON.parse(String(value));
    else if (key === 'assignedVariables') {
      simple[key] = Object.fromEntries(
        Object.entries(value as object).map(([name, text]) => [name, JSON.parse(String(text))]),
      );
    } else simple[key] = value;
  }
  if (withPrevious) simple.prev = previousEventId;
  return simple as RecordedEvent;
}

const decoded = new Set(['input', 'output', 'parameters']);
const dropped = new Set([
  'roleArn',
  'inputDetails',
  'outputDetails',
  'assignedVariablesDetails',
  'workerName',
]);
