import type { Counts } from './input.ts';

export type Slots = { readonly stable: Counts; readonly canary: Counts };

/** How a minute serves as evidence: canary against stable, canary against a recorded rate, or not at all. */
export type Use = 'paired' | 'reference' | 'none';

export type JudgedMinute = Slots & { readonly minute: number; readonly use: Use };
