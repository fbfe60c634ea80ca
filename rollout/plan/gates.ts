import type { FreezeWindow, Plan } from './plan.ts';

/** The account's flag that stops every increase, with the words of who set it. */
export type StopSwitch = { readonly reason: string };

export type GateInput = {
  readonly plan: Pick<Plan, 'freezes'>;
  readonly nowMillis: number;
  readonly stopSwitch: StopSwitch | null;
  /** Why the rollout is paused. */
  readonly paused: string | null;
  /** Why the traffic is to be returned: these gates never open again. */
  readonly mark?: string | null;
};

export type Gates =
  | { readonly open: true }
  | {
      readonly open: false;
      readonly kind: 'marked' | 'stopped' | 'paused' | 'frozen';
      /** A sentence for people. */
      readonly reason: string;
      /** When it opens by itself. */
      readonly untilMillis?: number;
    };

/** May the canary's weight be raised now? Asked before every increase, never before a decrease. */
export function openGates({ plan, nowMillis, stopSwitch, paused, mark = null }: GateInput): Gates {
  if (mark !== null) {
    return { open: false, kind: 'marked', reason: `The traffic is to be returned: ${mark}` };
  }
  if (stopSwitch !== null) {
    return { open: false, kind: 'stopped', reason: `The stop switch is on: ${stopSwitch.reason}` };
  }
  if (paused !== null) return { open: false, kind: 'paused', reason: `The rollout is paused: ${paused}` };

  const frozen = freezeAt(plan.freezes, nowMillis);
  if (frozen === null) return { open: true };
  return { open: false, kind: 'frozen', reason: freezeSentence(frozen), untilMillis: frozen.toMillis };
}

/** The window that covers an instant; of several the one that ends last. */
export function freezeAt(freezes: readonly FreezeWindow[], millis: number): FreezeWindow | null {
  const open = freezes.filter(({ fromMillis, toMillis }) => fromMillis <= millis && millis < toMillis);
  return open.toSorted((a, b) => b.toMillis - a.toMillis)[0] ?? null;
}

export const freezeSentence = ({ name, toMillis }: FreezeWindow): string =>
  `The freeze window ${JSON.stringify(name)} is open until ${new Date(toMillis).toISOString()}.`;
