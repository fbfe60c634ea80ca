import type { Happening } from './happening.ts';
import type { FailureRecord, MoveRecord, VisitRecord } from './record.ts';

export type Walk = {
  readonly visits: readonly VisitRecord[];
  readonly moves: readonly MoveRecord[];
  readonly position: readonly { readonly state: string; readonly sinceMillis: number }[];
  readonly failures: readonly FailureRecord[];
  readonly transitions: number;
  readonly invocations: number;
  readonly invocationSeconds: number;
};

/** Where the execution went, how long it stayed, what failed there and what AWS counts of it. */
export function walk(happenings: readonly Happening[]): Walk {
  const visits = new Map<string, Mutable<VisitRecord>>();
  const moves = new Map<string, Mutable<MoveRecord>>();
  const failures: Mutable<FailureRecord>[] = [];
  /** In order of entry. */
  const open: { readonly state: string; readonly type: string; readonly sinceMillis: number }[] = [];
  const calls = new Map<string | null, number>();
  const used = { transitions: 0, invocations: 0, invocationSeconds: 0 };

  const close = (index: number, atMillis: number) => {
    for (const left of open.splice(index)) {
      const visit = visits.get(left.state);
      if (visit !== undefined) visit.spentMillis += Math.max(0, atMillis - left.sinceMillis);
    }
  };
  const closeOne = (index: number, atMillis: number) => {
    const later = open.splice(index + 1);
    close(index, atMillis);
    open.push(...later);
  };

  for (const happening of happenings) {
    const { atMillis } = happening;
    if (happening.kind === 'entered') {
      const { state, type, from } = happening;
      used.transitions += 1;
      const visit = visits.get(state) ?? newVisit(state, type, atMillis);
      visits.set(state, {
        ...visit,
        count: visit.count + 1,
        lastMillis: atMillis,
        hasFailed: visit.hasFailed || type === 'Fail',
      });
      open.push({ state, type, sinceMillis: atMillis });
      if (from !== null) {
        const key = `${from}\n${state}`;
        moves.set(key, { from, to: state, count: (moves.get(key)?.count ?? 0) + 1 });
      }
    } else if (happening.kind === 'exited') {
      const index = open.findLastIndex(({ state }) => state === happening.state);
      if (index < 0) continue;
      // Lanes that failed have no exits of their own.
      if (open[index]?.type === 'Parallel') close(index, atMillis);
      else closeOne(index, atMillis);
    } else if (happening.kind === 'abandoned') {
      const index = open.findIndex(({ type }) => type === happening.type);
      if (index >= 0) closeOne(index, atMillis);
    } else if (happening.kind === 'called') {
      if (happening.isRetry) {
        used.transitions += 1;
        const failure = failures.findLast(({ state }) => state === happening.state);
        if (failure !== undefined) failure.isRetried = true;
      }
      if (happening.service === 'lambda') used.invocations += 1;
      calls.set(happening.state, atMillis);
    } else if (happening.kind === 'answered' || happening.kind === 'erred') {
      const calledMillis = calls.get(happening.state);
      if (happening.service === 'lambda' && calledMillis !== undefined) {
        used.invocationSeconds += (atMillis - calledMillis) / 1000;
      }
      if (happening.kind === 'erred' && !isMeantToEnd(happening)) {
        const { state, error, cause } = happening;
        failures.push({ atMillis, state, error, cause, isRetried: false });
      }
    } else if (happening.kind === 'ended') {
      close(0, atMillis);
    }
  }

  for (const { state, isRetried } of failures) {
    const visit = visits.get(state ?? '');
    if (visit !== undefined && !isRetried) visit.hasFailed = true;
  }
  const position = open
    .filter(({ type }, index) => type !== 'Parallel' || index === open.length - 1)
    .map(({ state, sinceMillis }) => ({ state, sinceMillis }));
  return { visits: [...visits.values()], moves: [...moves.values()], position, failures, ...used };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function newVisit(state: string, type: string, atMillis: number): VisitRecord {
  return {
    state,
    type,
    count: 0,
    firstMillis: atMillis,
    lastMillis: atMillis,
    spentMillis: 0,
    hasFailed: false,
  };
}

/** Keeping the old version warm ends by its time being over, or by a newer version. */
const isMeantToEnd = ({ waitedForAnswer, error }: Happening & { kind: 'erred' }): boolean =>
  waitedForAnswer && (error === 'States.Timeout' || error === 'Superseded');
