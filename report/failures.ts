import type { Happening } from './happening.ts';
import type { FailureRecord } from './record.ts';

/** The tasks that failed, and whether each was tried again. */
export function failures(happenings: readonly Happening[]): readonly FailureRecord[] {
  const all: FailureRecord[] = [];
  for (const happening of happenings) {
    if (happening.kind === 'erred' && !isMeantToEnd(happening)) {
      const { atMillis, state, error, cause } = happening;
      all.push({ atMillis, state, error, cause, isRetried: false });
    } else if (happening.kind === 'called' && happening.isRetry) {
      const index = all.findLastIndex(({ state }) => state === happening.state);
      const failure = all[index];
      if (failure !== undefined) all[index] = { ...failure, isRetried: true };
    }
  }
  return all;
}

/**
 * How the machine says other things than failure: a wait for an answer that is over (or that a newer version ended), a
 * weight that a gate held back.
 */
export const isMeantToEnd = ({ waitedForAnswer, error }: Happening & { kind: 'erred' }): boolean =>
  error === 'Held' || (waitedForAnswer && (error === 'States.Timeout' || error === 'Superseded'));
