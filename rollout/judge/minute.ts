import type { Counts } from './input.ts';

export type Slots = { readonly stable: Counts; readonly canary: Counts };

/**
 * How a minute serves as evidence: canary against stable, canary against a recorded rate, both slots together
 * against it (`total`), only as a witness of what follows (the warm-up), or not at all.
 */
export type Use = 'paired' | 'reference' | 'total' | 'witness' | 'none';

export type JudgedMinute = Slots & { readonly minute: number; readonly use: Use };

export const isEvidence = ({ use }: Pick<JudgedMinute, 'use'>): boolean =>
  use === 'paired' || use === 'reference';
