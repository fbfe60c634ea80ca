import { z } from 'zod';
import type { Slot } from '../rollout/ports.ts';
import { NotOwned } from './errors.ts';

/** Something for each of the two slots: `{ blue: ..., green: ... }`. The keys are the slots' names everywhere else. */
export const bySlot = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string().min(1), value)
    .refine((pair) => Object.keys(pair).length === 2, 'needs exactly two slots, such as blue and green');

/** The entry of a slot, or `NotOwned` if the config does not name that slot. */
export function ofSlot<Value>(pair: Readonly<Record<Slot, Value>>, slot: Slot): Value {
  const value = Object.hasOwn(pair, slot) ? pair[slot] : undefined;
  if (value === undefined) {
    throw new NotOwned(`There is no slot ${slot}; the spec names ${Object.keys(pair).join(' and ')}.`);
  }
  return value;
}

export function otherSlot(pair: Readonly<Record<Slot, unknown>>, slot: Slot): Slot {
  ofSlot(pair, slot);
  const [other] = Object.keys(pair).filter((name) => name !== slot);
  if (other === undefined) throw new NotOwned(`The spec names one slot only: ${slot}.`);
  return other;
}
