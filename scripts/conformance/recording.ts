import type { Json, JsonObject } from '../../rehearsal/engine/index.ts';

/** A case recorded from AWS; the README beside the recordings explains every member. */
export interface Recording {
  readonly name: string;
  readonly kind?: 'create' | 'testState';
  readonly type?: 'STANDARD' | 'EXPRESS';
  readonly concurrent?: boolean;
  readonly startTime?: string;
  readonly definition: Json;
  readonly input: Json;
  readonly request?: JsonObject;
  readonly s3?: { readonly [bucketAndKey: string]: string };
  readonly mocks?: { readonly [stateName: string]: readonly Attempt[] };
  readonly expected: {
    readonly status?: string;
    readonly output?: Json;
    readonly error?: string;
    readonly cause?: Json;
    readonly events?: readonly RecordedEvent[];
    readonly eventsUnordered?: boolean;
    readonly eventsIgnoreTypes?: readonly string[];
    readonly create_error?: JsonObject;
    readonly testState?: JsonObject;
  };
}

/** What a service answered to one attempt of a task. */
export interface Attempt {
  readonly input?: Json;
  readonly submitted?: Json;
  readonly output?: Json;
  readonly error?: string | null;
  readonly cause?: string | null;
  readonly hang?: boolean;
}

export interface RecordedEvent {
  readonly type: string;
  readonly prev?: number;
  readonly [detail: string]: Json | undefined;
}
