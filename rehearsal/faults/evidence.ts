import type { Plan } from '../../rollout/plan/plan.ts';
import type { Execution, HistoryEvent } from '../engine/index.ts';
import type { Trial } from './trial.ts';
import { type Write, writesIn } from './weights.ts';

/** How an execution ended: the name of its last state, or how Step Functions ended it. */
export type End = string;

export type Played = {
  readonly execution: Execution;
  /** `undefined` where it made none, and took none over. */
  readonly plan: Plan | undefined;
  readonly end: End;
  /** The states it entered, in order. */
  readonly visits: readonly Visit[];
};

export type Visit = { readonly state: string; readonly atMillis: number; readonly index: number };

/** A claim while somebody held it: which plan counted when. */
export type Claimed = { readonly fromMillis: number; readonly holder: string; readonly plan: Plan };

/** What a trial left behind, in the words of the invariants. */
export type Evidence = {
  readonly trial: Trial;
  readonly played: readonly Played[];
  readonly writes: readonly Write[];
  readonly claims: readonly Claimed[];
  /** What is left of the claim. */
  readonly claim: { readonly holder: string } | undefined;
  /** Somebody was woken: by a page, or by an alarm on Haldane's own functions and dead letters. */
  readonly paged: boolean;
  /** What was announced on the bus. */
  readonly announced: readonly Announcement[];
};

export type Announcement = {
  readonly type: string;
  readonly execution: string;
  readonly leftBehind: string | null;
  readonly atMillis: number;
};

export function evidenceOf(trial: Trial): Evidence {
  const { world, spec, table, log, effects } = trial;
  const slotByArn = new Map(
    Object.entries((spec.traffic.targetGroups ?? {}) as Record<string, string>).map(([slot, arn]) => [
      arn,
      slot,
    ]),
  );
  const claims = effects.flatMap(({ atMillis, call: { operation, input } }): Claimed[] => {
    const values = (input as { ExpressionAttributeValues?: Record<string, { S: string }> } | undefined)
      ?.ExpressionAttributeValues;
    const plan = values?.[':plan']?.S;
    if (operation !== 'UpdateItem' || plan === undefined) return [];
    return [{ fromMillis: atMillis, holder: values?.[':me']?.S ?? '', plan: planIn(plan) }];
  });
  const held = world.dynamodb.items(table).find(({ kind }) => kind?.S === 'claim');
  return {
    trial,
    claims,
    played: world.sfn.executions.map(playedOf),
    writes: writesIn(effects, (arn) => slotByArn.get(arn) ?? arn),
    claim: held === undefined ? undefined : { holder: held.holder?.S ?? '' },
    paged:
      world.sns.published.length > 0 ||
      world.events.deadLetters.length > 0 ||
      log.some(({ level, message, functionName }) =>
        level === 'count' ? message === 'TrafficNotReturned' : level === 'error' && alarmed.has(functionName),
      ),
    announced: world.events.log
      .filter(({ source }) => source === 'haldane')
      .map(({ 'detail-type': type, detail, time }) => {
        const { execution = '', leftBehind = null } = detail as {
          execution?: string;
          leftBehind?: string | null;
        };
        return { type, execution, leftBehind, atMillis: Date.parse(time) };
      }),
  };
}

/** deploy/alarms.ts pages on their first error. */
const alarmed: ReadonlySet<string> = new Set(['interrupt', 'recover']);

const plans = new Map<string, Plan>();

/** Plans are long and few. */
function planIn(text: string): Plan {
  const known = plans.get(text);
  if (known !== undefined) return known;
  if (plans.size > 200) plans.clear();
  const plan = JSON.parse(text) as Plan;
  plans.set(text, plan);
  return plan;
}

function playedOf(execution: Execution): Played {
  const { history, status } = execution;
  const visits = history.flatMap(({ stateEnteredEventDetails, timestamp }, index): Visit[] =>
    stateEnteredEventDetails?.name === undefined || timestamp === undefined
      ? []
      : [{ state: stateEnteredEventDetails.name, atMillis: timestamp.getTime(), index }],
  );
  const end =
    status === 'ABORTED' || status === 'TIMED_OUT' || status === 'RUNNING' ? status : visits.at(-1)?.state;
  return { execution, visits, end: end ?? status, plan: planOf(history) };
}

function planOf(history: readonly HistoryEvent[]): Plan | undefined {
  for (let at = history.length - 1; at >= 0; at--) {
    const text = history[at]?.stateExitedEventDetails?.assignedVariables?.plan;
    if (text !== undefined && text !== 'null') return planIn(text);
  }
  return undefined;
}
