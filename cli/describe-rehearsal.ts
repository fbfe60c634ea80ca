import { timeline } from '../report/timeline.ts';
import { facts } from './layout.ts';
import type { Paint } from './paint.ts';
import { fullSeconds, type Rehearsed } from './rehearsals.ts';
import { shorten } from './shorten.ts';
import { spellDuration } from './spell-duration.ts';

/** How a rehearsal ended, and what it meant to users. */
export function describeRehearsal(
  { rehearsal, faults, defaultFullSeconds = null }: Rehearsed,
  pages: readonly string[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const { outcome, reason, virtualSeconds, transitions, secondsToReturn, executions } = rehearsal;
  const dollars = executions.reduce((sum, { history }) => sum + timeline(history).bill.dollars, 0);
  const brush = outcome === 'promoted' ? paint.good : paint.bad;
  const rows: [name: string, value: string][] = [
    ['outcome', `${brush(outcome)}: ${shorten(reason)}`],
    ['users', users(rehearsal)],
    ...full(rehearsal, defaultFullSeconds),
    ...(secondsToReturn === null
      ? []
      : [
          ['return', `${secondsToReturn.toFixed(1)} s from the decision to restored weights`] satisfies [
            string,
            string,
          ],
        ]),
    [
      'cost',
      `${transitions.toLocaleString('en-US')} state transitions, $${dollars.toFixed(4)}; ${spellDuration(virtualSeconds)} of virtual time`,
    ],
    ...pages.map((page): [string, string] => ['page', page]),
    ...faults.map((fault): [string, string] => ['wrong', paint.bad(fault)]),
  ];
  return facts(rows, columns, paint.quiet);
}

function full(
  rehearsal: Rehearsed['rehearsal'],
  defaultFullSeconds: number | null,
): readonly [string, string][] {
  const seconds = fullSeconds(rehearsal);
  if (seconds === null) return [];
  const others =
    defaultFullSeconds === null ? '' : `; with the default steps after ${spellDuration(defaultFullSeconds)}`;
  return [['traffic', `all of it ${spellDuration(seconds)} after the first weight${others}`]];
}

function users({ canaryRequests, excessBadRequests }: Rehearsed['rehearsal']): string {
  if (canaryRequests === 0) return 'no request reached the canary';
  const requests = `${canaryRequests.toLocaleString('en-US')} requests reached the canary`;
  if (excessBadRequests === 0) return `${requests}; none went wrong because of it`;
  return `${requests}; ${excessBadRequests.toLocaleString('en-US')} went wrong because of it`;
}
