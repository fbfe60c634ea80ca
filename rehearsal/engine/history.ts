import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Clock } from '../clock.ts';
import { type Json, textOf } from './json.ts';

export type { HistoryEvent, HistoryEventType };
export type EventDetails = Omit<HistoryEvent, 'timestamp' | 'type' | 'id' | 'previousEventId'>;

/** The most events an execution can have: "Quotas" in the Step Functions guide. */
export const EVENT_LIMIT = 25_000;

/** The events of one execution, as GetExecutionHistory gives them. */
export class History {
  readonly events: HistoryEvent[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One event is kept back for the end of the execution. */
  get isFull(): boolean {
    return this.events.length >= EVENT_LIMIT - 1;
  }

  add(type: HistoryEventType, previousEventId: number, details?: EventDetails): number {
    const id = this.events.length + 1;
    this.events.push({ timestamp: new Date(this.#clock.now()), type, id, previousEventId, ...details });
    return id;
  }
}

const whole = { truncated: false };

export const entered = (name: string, input: Json): EventDetails => ({
  stateEnteredEventDetails: { name, input: textOf(input), inputDetails: whole },
});

export function exited(
  name: string,
  output: Json,
  assigned?: { readonly [name: string]: Json },
): EventDetails {
  return {
    stateExitedEventDetails: {
      name,
      output: textOf(output),
      outputDetails: whole,
      ...(assigned && {
        assignedVariables: Object.fromEntries(
          Object.entries(assigned).map(([variable, value]) => [variable, textOf(value)]),
        ),
        assignedVariablesDetails: whole,
      }),
    },
  };
}

/** Error and cause as the events hold them: members that are not known are left out. */
export const reason = (failure: { error: string | undefined; cause: string | undefined }) => ({
  ...(failure.error !== undefined && { error: failure.error }),
  ...(failure.cause !== undefined && { cause: failure.cause }),
});
