import type { Execution } from '../engine/index.ts';
import { isObject } from '../engine/json.ts';
import type { Stage } from '../scenario.ts';
import { names } from '../stage.ts';

/**
 * Where all rollouts are at an instant, in words: what sort of rollout the spec asks for, the state each execution is in and what it was
 * told last, what is claimed. Who stands in line does so for seconds; numbers, names and times are left out as well, so that two stories can be in the same situation.
 */
export function situationOf({ world, spec }: Stage): string {
  const { traffic, workload, metrics, alarms, steps } = spec;
  const { kind } = Array.isArray(steps) ? { kind: 'fixed' } : (steps as { kind: string });
  const asksPeople = JSON.stringify(steps).includes('"approval"');
  const running = world.sfn.executions.filter(({ status }) => status === 'RUNNING').map(whereabouts);
  const held = world.dynamodb
    .items(names.table)
    .filter((item) => item.kind?.S === 'claim' || item.kind?.S === 'switch')
    .map((item) => `${item.kind?.S} ${Object.keys(item).sort().join(' ')}`);
  return JSON.stringify([traffic, workload, metrics, alarms, kind, asksPeople, running, held.sort()]);
}

function whereabouts({ history }: Execution): string {
  const state = history.findLast(({ stateEnteredEventDetails: entered }) => entered !== undefined);
  const told = history.findLast(({ taskSucceededEventDetails: answered }) =>
    answered?.output?.includes('"Payload"'),
  );
  const failed = history.findLast(({ taskFailedEventDetails: failure }) => failure !== undefined);
  const answer: unknown = JSON.parse(told?.taskSucceededEventDetails?.output ?? '{}');
  return [
    state?.stateEnteredEventDetails?.name,
    ...wordsIn(isObject(answer) ? answer.Payload : undefined, 3),
    failed?.taskFailedEventDetails?.error,
  ].join(' ');
}

/** What the machine may choose by: flags and short words. */
function wordsIn(value: unknown, depth: number, name = ''): readonly string[] {
  if (typeof value === 'boolean' || value === null) return [`${name} ${value}`];
  if (typeof value === 'string') return /^[a-z-]{1,20}$/.test(value) ? [`${name} ${value}`] : [];
  if (depth === 0 || !isObject(value)) return [];
  return Object.entries(value).flatMap(([key, member]) => wordsIn(member, depth - 1, key));
}
