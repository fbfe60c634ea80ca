import type { Evidence } from './evidence.ts';

/** How a story ends: the last states of its executions, in the order of their start. */
export type Ending = { readonly ends: readonly string[] };

export const endingOf = ({ played }: Evidence): Ending => ({
  ends: played.map(({ end }) => end).filter((end) => end !== 'Nothing to recover'),
});
