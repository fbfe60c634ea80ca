import type { Call } from '../world/index.ts';
import type { Fault, Place } from './fault.ts';
import { type CallKind, type DeliveryKind, isPerson, isRead, type KindName, kinds } from './kinds.ts';
import type { Trial } from './trial.ts';
import { splits } from './weights.ts';

/** A place where the outside world answers, and what can go wrong there. */
export type Point = {
  readonly at: Place;
  readonly kinds: readonly KindName[];
  /** Whose call it is, and for what; or which event is delivered. */
  readonly asks: string;
  /** The call itself, or the last one before the delivery. */
  readonly call: number;
};

const callKinds = named((kind): kind is CallKind => kind.on === 'call');
const deliveryKinds = named((kind): kind is DeliveryKind => kind.on === 'delivery');

/**
 * The points of a run without faults: each call but people's own, and each delivery of an event. Of what asks the same again and
 * again, the first round and the last stand for all: while all traffic is on one version, and while two share it.
 */
export function pointsOf(trial: Trial): readonly Point[] {
  const { deliveries } = trial;
  return [
    ...distinct(trial).map(
      (call): Point => ({
        at: `c${call.id}`,
        call: call.id,
        asks: asks(call),
        kinds: callKinds
          .filter(([name, kind]) => kind.applies(call) && isPossible(name, call, trial))
          .map(([name]) => name),
      }),
    ),
    ...deliveries.map(
      ({ id, rule, call }): Point => ({
        at: `e${id}`,
        call,
        asks: `an event for ${rule}`,
        kinds: deliveryKinds.map(([name]) => name),
      }),
    ),
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
    const key = `${asks(call)} ${isSplitAt(call.startMillis)}`;
    rounds.set(key, [...(rounds.get(key) ?? []), call]);
  }
  return [...rounds.values()]
    .flatMap((round) => (round.length <= 2 ? round : [...round.slice(0, 1), ...round.slice(-1)]))
    .sort((a, b) => a.id - b.id);
}

/** Calls of one operation that differ in this stand in different states of the machine. */
function asks({ principal, operation, input }: Call): string {
  const { FunctionName, UpdateExpression, Entries } = input as {
    readonly FunctionName?: string;
    readonly UpdateExpression?: string;
    readonly Entries?: readonly { readonly DetailType?: string }[];
  };
  return [principal, operation, FunctionName ?? UpdateExpression ?? Entries?.[0]?.DetailType].join(' ');
}

/**
 * Nobody approves where nothing is asked, and an old answer needs an older question. Handlers that are killed between two reads have done
 * as much as those killed before the first.
 */
function isPossible(name: KindName, call: Call, { world, effects }: Trial): boolean {
  if (name === 'killed-before') {
    const last = world.calls[call.id - 2];
    return last?.principal !== call.principal || !isRead(last);
  }
  if (name === 'approved') {
    return effects.some(
      ({ atMillis, call: { input } }) =>
        atMillis <= call.startMillis && textOf(input).includes('approvalToken'),
    );
  }
  if (name !== 'stale') return true;
  const asked = textOf(call.input);
  return world.calls.some(
    ({ id, service, operation, input }) =>
      id < call.id && service === call.service && operation === call.operation && textOf(input) === asked,
  );
}

/** Each is asked for again and again. */
function textOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const text = texts.get(input) ?? JSON.stringify(input);
  texts.set(input, text);
  return text;
}
const texts = new WeakMap<object, string>();

function named<Kind extends CallKind | DeliveryKind>(
  is: (kind: CallKind | DeliveryKind) => kind is Kind,
): readonly (readonly [KindName, Kind])[] {
  return (Object.keys(kinds) as KindName[]).flatMap((name) => {
    const kind: CallKind | DeliveryKind = kinds[name];
    return is(kind) ? [[name, kind] as const] : [];
  });
}
