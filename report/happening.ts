import { own } from './own.ts';

/**
 * One event as `GetExecutionHistory` gives it, or as its JSON does: `aws stepfunctions get-execution-history` prints
 * timestamps as text. Only what is read here is named; everything may be missing.
 */
export type HistoryEvent = {
  readonly timestamp?: Date | string | number | undefined;
  readonly type?: string | undefined;
  readonly id?: number | undefined;
  readonly previousEventId?: number | undefined;
};

type At = { readonly atMillis: number };
type Of = At & { /** Null where the history does not say. */ readonly state: string | null };

/** What an event means, without the many names that Step Functions has for the same thing. */
export type Happening =
  | (At & { readonly kind: 'began'; readonly input: unknown })
  | (At & {
      readonly kind: 'entered';
      readonly state: string;
      readonly type: string;
      readonly from: string | null;
    })
  | (At & {
      readonly kind: 'exited';
      readonly state: string;
      readonly assigned: Readonly<Record<string, unknown>>;
      readonly output: unknown;
    })
  | (Of & { readonly kind: 'called'; readonly service: string; readonly isRetry: boolean })
  | (Of & { readonly kind: 'answered'; readonly service: string; readonly output: unknown })
  | (Of & {
      readonly kind: 'erred';
      readonly service: string;
      /** The task waited for somebody's answer; its time being over can be how it is meant to end. */
      readonly waitedForAnswer: boolean;
      readonly error: string | null;
      readonly cause: string | null;
    })
  /** A lane was ended because the other one failed. */
  | (At & { readonly kind: 'abandoned'; readonly type: string })
  | (At & {
      readonly kind: 'ended';
      readonly status: 'succeeded' | 'failed' | 'timed out' | 'aborted';
      readonly output: unknown;
      readonly error: string | null;
      readonly cause: string | null;
    });

/** Reads a whole history. */
export function readHistory(events: readonly HistoryEvent[]): readonly Happening[] {
  const read = historyReader();
  return events.flatMap((event) => read(event) ?? []);
}

/**
 * Reads a history, event by event, in its own order. Answers null for events that say nothing new. Never throws: an event
 * it does not know, or that lacks something, is passed over.
 */
export function historyReader(): (event: HistoryEvent) => Happening | null {
  const seen = new Map<number, { readonly type: string; readonly state: string | null }>();
  let lastMillis = 0;

  return (event) => {
    const type = text(event.type) ?? '';
    const before = seen.get(event.previousEventId ?? 0);
    const details = detailsOf(event);
    const name = text(details.name);
    const state = name ?? before?.state ?? null;
    if (event.id !== undefined) seen.set(event.id, { type, state });
    const atMillis = millisOf(event.timestamp) ?? lastMillis;
    lastMillis = atMillis;

    const service = text(details.resourceType) ?? (type.startsWith('LambdaFunction') ? 'lambda' : 'unknown');
    const why = { error: text(details.error), cause: plainCause(text(details.cause)) };

    if (type === 'ExecutionStarted') return { kind: 'began', atMillis, input: json(details.input) };
    const status = own(ends, type);
    if (status !== undefined) {
      return {
        kind: 'ended',
        atMillis,
        status,
        output: json(details.output),
        ...why,
      };
    }
    if (type.endsWith('StateEntered') && name !== null) {
      const from = before?.type.endsWith('StateExited') ? before.state : null;
      return { kind: 'entered', atMillis, state: name, type: type.replace('StateEntered', ''), from };
    }
    if (type.endsWith('StateExited') && name !== null) {
      const assigned = mapValues(record(details.assignedVariables), json);
      return { kind: 'exited', atMillis, state: name, assigned, output: json(details.output) };
    }
    if (type.endsWith('StateAborted'))
      return { kind: 'abandoned', atMillis, type: type.replace('StateAborted', '') };
    if (type.endsWith('Scheduled')) {
      return {
        kind: 'called',
        atMillis,
        state,
        service,
        isRetry: before !== undefined && failed.test(before.type),
      };
    }
    if (/^(Task|LambdaFunction|Activity)Succeeded$/.test(type)) {
      return { kind: 'answered', atMillis, state, service, output: json(details.output) };
    }
    if (failed.test(type)) {
      const error = why.error ?? (type.endsWith('TimedOut') ? 'States.Timeout' : null);
      const waitedForAnswer = text(details.resource)?.endsWith('.waitForTaskToken') ?? false;
      return { kind: 'erred', atMillis, state, service, waitedForAnswer, error, cause: why.cause };
    }
    return null;
  };
}

const failed = /^(Task|LambdaFunction|Activity)(Start|Submit|Schedule)?(Failed|TimedOut)$|^EvaluationFailed$/;

const ends: Readonly<Record<string, 'succeeded' | 'failed' | 'timed out' | 'aborted'>> = {
  ExecutionSucceeded: 'succeeded',
  ExecutionFailed: 'failed',
  ExecutionTimedOut: 'timed out',
  ExecutionAborted: 'aborted',
};

/** Each type of event keeps its details in a member of another name; there is never more than one. */
function detailsOf(event: HistoryEvent): Readonly<Record<string, unknown>> {
  const details = Object.entries(event).find(
    ([name, value]) => name.endsWith('EventDetails') && value !== undefined,
  );
  return record(details?.[1]);
}

function millisOf(timestamp: HistoryEvent['timestamp']): number | null {
  if (!isTime(timestamp)) return null;
  // The CLI can print seconds since 1970, and 1e11 of them are in the year 5138.
  const time = typeof timestamp === 'number' && timestamp < 1e11 ? timestamp * 1000 : timestamp;
  const millis = new Date(time).getTime();
  return Number.isNaN(millis) ? null : millis;
}

const isTime = (value: unknown): value is Date | string | number =>
  value instanceof Date || typeof value === 'string' || typeof value === 'number';

/** The cause of a failed Lambda function is a JSON document; people want its message. */
function plainCause(cause: string | null): string | null {
  if (cause === null) return null;
  return text(record(json(cause)).errorMessage) ?? cause;
}

function json(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

const mapValues = (from: Readonly<Record<string, unknown>>, change: (value: unknown) => unknown) =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));
