import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** All recordings in the `*.json` files of a folder. */
export function readRecordings(folder: string): readonly Recording[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording[]);
}
