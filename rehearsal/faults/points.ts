import type { Call } from '../world/index.ts';
import type { Fault, Place } from './fault.ts';
import { type CallKind, type DeliveryKind, isPerson, type KindName, kinds } from './kinds.ts';
import type { Trial } from './trial.ts';
import { splits } from './weights.ts';

/** A place where the outside world answers, and what can go wrong there. */
export type Point = { readonly at: Place; readonly kinds: readonly KindName[] };

const callKinds = named((kind): kind is CallKind => kind.on === 'call');
const deliveryKinds = named((kind): kind is DeliveryKind => kind.on === 'delivery');

/**
 * The points of a run without faults: each call but people's own, and each delivery of an event. Of what asks the same again and
 * again, the first two rounds and the last stand for all: while all traffic is on one version, and while two share it.
 */
export function pointsOf(trial: Trial): readonly Point[] {
  const { deliveries } = trial;
  return [
    ...distinct(trial).map(
      (call): Point => ({
        at: `c${call.id}`,
        kinds: callKinds
          .filter(([name, kind]) => kind.applies(call) && isPossible(name, call, trial))
          .map(([name]) => name),
      }),
    ),
    ...deliveries.map(({ id }): Point => ({ at: `e${id}`, kinds: deliveryKinds.map(([name]) => name) })),
  ].filter((point) => point.kinds.length > 0);
}

/** Each point with each of its kinds. */
export const singles = (points: readonly Point[]): readonly Fault[] =>
  points.flatMap(({ at, kinds }) => kinds.map((kind) => ({ at, kind })));

function distinct(trial: Trial): readonly Call[] {
  const isSplitAt = splits(trial.effects);
  const rounds = new Map<string, Call[]>();
  for (const call of trial.world.calls) {
    if (isPerson(call)) continue;
    const key = [call.principal, call.operation, askedIn(call.input), isSplitAt(call.startMillis)].join();
    rounds.set(key, [...(rounds.get(key) ?? []), call]);
  }
  return [...rounds.values()]
    .flatMap((round) => (round.length <= 3 ? round : [...round.slice(0, 2), ...round.slice(-1)]))
    .sort((a, b) => a.id - b.id);
}

/** What tells calls of one operation apart: each stands in another state of the machine. */
function askedIn(input: unknown): string | undefined {
  const { FunctionName, UpdateExpression, Entries } = input as {
    readonly FunctionName?: string;
    readonly UpdateExpression?: string;
    readonly Entries?: readonly { readonly DetailType?: string }[];
  };
  return FunctionName ?? UpdateExpression ?? Entries?.[0]?.DetailType;
}

/** Nobody approves where nothing is asked, and an old answer needs an older question. */
function isPossible(name: KindName, call: Call, { world, effects }: Trial): boolean {
  if (name === 'approved') {
    return effects.some(
      ({ atMillis, call: { input } }) =>
        atMillis <= call.startMillis && JSON.stringify(input ?? {}).includes('approvalToken'),
    );
  }
  if (name !== 'stale') return true;
  const asked = JSON.stringify(call.input);
  return world.calls.some(
    ({ id, service, operation, input }) =>
      id < call.id &&
      service === call.service &&
      operation === call.operation &&
      JSON.stringify(input) === asked,
  );
}

function named<Kind extends CallKind | DeliveryKind>(
  is: (kind: CallKind | DeliveryKind) => kind is Kind,
): readonly (readonly [KindName, Kind])[] {
  return (Object.keys(kinds) as KindName[]).flatMap((name) => {
    const kind: CallKind | DeliveryKind = kinds[name];
    return is(kind) ? [[name, kind] as const] : [];
  });
}
