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

/** Keeping the old version warm ends by its time being over, or by a newer version. */
const isMeantToEnd = ({ waitedForAnswer, error }: Happening & { kind: 'erred' }): boolean =>
  waitedForAnswer && (error === 'States.Timeout' || error === 'Superseded');
