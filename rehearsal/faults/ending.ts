import type { Evidence } from './evidence.ts';

/** How a story ends. */
export type Ending = {
  /** The last states of its executions, in the order of their start. */
  readonly ends: readonly string[];
  /** Requests go where nothing runs: the story itself kills tasks. */
  readonly strays: boolean;
};

export const endingOf = ({ played, trial }: Evidence): Ending => ({
  ends: played.map(({ end }) => end).filter((end) => end !== 'Nothing to recover'),
  strays: strayed(trial) !== undefined,
});

/** What is left to a version in a minute when it counts as drained, and a little more. */
const strayRequests = 60;

/** The first minute in which more than stray requests found nothing running. */
export const strayed = ({ world }: Evidence['trial']) =>
  world.traffic
    .ledger()
    .find(({ version, late, requests }) => version === null && !late && requests > strayRequests);
