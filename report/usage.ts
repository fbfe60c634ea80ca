import type { Happening } from './happening.ts';

/** What AWS counts of an execution: states entered and retries, and calls of Lambda functions with their time. */
export function usage(happenings: readonly Happening[]): {
  readonly transitions: number;
  readonly invocations: number;
  readonly invocationSeconds: number;
} {
  let [transitions, invocations, invocationSeconds] = [0, 0, 0];
  const calledMillis = new Map<string | null, number>();
  for (const happening of happenings) {
    if (happening.kind === 'entered') transitions += 1;
    if (happening.kind === 'called' && happening.isRetry) transitions += 1;
    if (!('service' in happening) || happening.service !== 'lambda') continue;
    if (happening.kind === 'called') {
      invocations += 1;
      calledMillis.set(happening.state, happening.atMillis);
    } else {
      invocationSeconds +=
        (happening.atMillis - (calledMillis.get(happening.state) ?? happening.atMillis)) / 1000;
    }
  }
  return { transitions, invocations, invocationSeconds };
}
