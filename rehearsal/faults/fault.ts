import type { KindName } from './kinds.ts';

/** One disturbance: what happens, and at which call (`c17`) or delivery of an event (`e3`) of the run, counted from its start. */
export type Fault = { readonly at: Place; readonly kind: KindName };

export type Place = `c${number}` | `e${number}`;

/** All that a run depends on. */
export type Case = { readonly scenario: string; readonly faults: readonly Fault[] };

/** The same case as one word, to be typed again: `good-release:c17.throttled+c23.killed-after`. */
export function seedOf({ scenario, faults }: Case): string {
  return [scenario, faults.map(({ at, kind }) => `${at}.${kind}`).join('+')].join(':');
}

/** Throws a sentence on what is no seed. `isKind` knows the kinds. */
export function caseOf(seed: string, isKind: (name: string) => name is KindName): Case {
  const [scenario = '', list = ''] = seed.split(':');
  const faults = list === '' ? [] : list.split('+').map((text) => faultOf(text, isKind));
  return { scenario, faults };
}

function faultOf(text: string, isKind: (name: string) => name is KindName): Fault {
  const [, at, kind = ''] = /^([ce]\d+)\.([\w-]+)$/.exec(text) ?? [];
  if (at === undefined || !isKind(kind))
    throw new Error(`${text} is no fault; one looks like c17.throttled.`);
  return { at: at as Place, kind };
}
