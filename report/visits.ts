import { failures } from './failures.ts';
import type { Happening } from './happening.ts';
import type { MoveRecord, RolloutRecord, VisitRecord } from './record.ts';

/** Where the execution went: the states, how long it was in each, and where it is now. */
export function visits(happenings: readonly Happening[]): Pick<RolloutRecord, 'visits' | 'position'> {
  const seen = new Map<string, VisitRecord>();
  /** In order of entry. */
  let open: readonly Open[] = [];
  const leave = (left: readonly Open[], atMillis: number) => {
    open = open.filter((one) => !left.includes(one));
    for (const { state, sinceMillis } of left) {
      const visit = seen.get(state);
      if (visit === undefined) continue;
      seen.set(state, { ...visit, spentMillis: visit.spentMillis + Math.max(0, atMillis - sinceMillis) });
    }
  };

  for (const happening of happenings) {
    const { atMillis } = happening;
    if (happening.kind === 'entered') {
      const { state, type } = happening;
      const before = seen.get(state) ?? {
        state,
        type,
        count: 0,
        firstMillis: atMillis,
        spentMillis: 0,
        hasFailed: type === 'Fail',
      };
      seen.set(state, { ...before, count: before.count + 1, lastMillis: atMillis });
      open = [...open, { state, type, sinceMillis: atMillis }];
    } else if (happening.kind === 'exited') {
      const index = open.findLastIndex(({ state }) => state === happening.state);
      if (index < 0) continue;
      // The lanes of a Parallel state that failed have no exits of their own.
      leave(open.slice(index, open[index]?.type === 'Parallel' ? open.length : index + 1), atMillis);
    } else if (happening.kind === 'abandoned') {
      const index = open.findIndex(({ type }) => type === happening.type);
      if (index >= 0) leave(open.slice(index, index + 1), atMillis);
    } else if (happening.kind === 'ended') {
      leave(open, atMillis);
    }
  }

  const failed = new Set(failures(happenings).flatMap(({ state, isRetried }) => (isRetried ? [] : [state])));
  return {
    visits: [...seen.values()].map((visit) => ({
      ...visit,
      hasFailed: visit.hasFailed || failed.has(visit.state),
    })),
    // Of a Parallel state that has begun, its lanes say more.
    position: open
      .filter(({ type }, index) => type !== 'Parallel' || index === open.length - 1)
      .map(({ state, sinceMillis }) => ({ state, sinceMillis })),
  };
}

type Open = { readonly state: string; readonly type: string; readonly sinceMillis: number };

/** From which state to which, how often. */
export function moves(happenings: readonly Happening[]): readonly MoveRecord[] {
  const counted = new Map<string, MoveRecord>();
  for (const happening of happenings) {
    if (happening.kind !== 'entered' || happening.from === null) continue;
    const { from, state: to } = happening;
    const key = `${from}\n${to}`;
    counted.set(key, { from, to, count: (counted.get(key)?.count ?? 0) + 1 });
  }
  return [...counted.values()];
}
