import { formatPercent } from '../rollout/units.ts';
import { bill } from './bill.ts';
import { failures } from './failures.ts';
import { type Happening, type HistoryEvent, readHistory } from './happening.ts';
import { interruptions } from './interruptions.ts';
import { own } from './own.ts';
import { looks, progress } from './progress.ts';
import type { Outcome, RolloutRecord, StepRecord } from './record.ts';
import { endView, failureView, recoveryView } from './shapes.ts';
import { usage } from './usage.ts';
import { moves, visits } from './visits.ts';

/**
 * What a history tells: of a real rollout or of a rehearsal, complete or still running, whole or cut off at either end.
 * Events in the order of `GetExecutionHistory` (oldest first).
 */
export function timeline(events: readonly HistoryEvent[]): RolloutRecord {
  const happenings = readHistory(events);
  const { plan, canarySlot, steps, shifts, verdicts } = progress(happenings);
  const walked = visits(happenings);
  const used = usage(happenings);
  const began = happenings.find((happening) => happening.kind === 'began');
  const ended = happenings.findLast((happening) => happening.kind === 'ended');
  const outcome = outcomeOf(happenings, ended);
  const lastState = happenings.findLast((happening) => happening.kind === 'entered');
  const variables = lastAssigned(happenings);
  const failure = failureView.safeParse(variables.get('failure')).data;

  return {
    rolloutId: plan?.rolloutId ?? null,
    service: plan?.service ?? inputText(began, 'service'),
    version: plan?.version ?? tagOrDigest(inputText(began, 'image')),
    previousVersion: plan?.previousVersion ?? null,
    release: plan?.release ?? null,
    plan,
    recovers: recoveryView.safeParse(began?.input).data?.recover ?? null,
    isPartial: began === undefined,
    startMillis: happenings[0]?.atMillis ?? null,
    lastMillis: happenings.at(-1)?.atMillis ?? null,
    endMillis: ended?.atMillis ?? null,
    status: ended?.status ?? 'running',
    outcome,
    reason: reasonOf(outcome, {
      ended,
      cause: failure?.cause ?? null,
      steps,
      isRamp: plan?.ramp != null,
      position: walked.position.map(({ state }) => state),
    }),
    error: ended?.error ?? failure?.error ?? null,
    leftBehind: textOf(variables.get('leftBehind')),
    canarySlot,
    weights: lastState?.state === 'Stopped' ? null : weightsOf(shifts.at(-1)?.weightPercent, plan !== null),
    steps,
    shifts,
    verdicts,
    ...interruptions(happenings),
    failures: failures(happenings),
    ...walked,
    moves: moves(happenings),
    transitions: used.transitions,
    bill: bill(used),
    secondsToReturn: secondsToReturn(happenings),
  };
}

type Ended = Happening & { readonly kind: 'ended' };

function outcomeOf(happenings: readonly Happening[], ended: Ended | undefined): Outcome {
  if (ended === undefined) return 'running';
  if (ended.status === 'aborted') return 'stopped';
  const last = happenings.findLast((happening) => happening.kind === 'entered')?.state ?? '';
  const said = endView.safeParse(ended.output).data?.outcome;
  return own(outcomeAt, last) ?? (said === 'promoted' ? 'promoted' : 'failed');
}

/** The states that a rollout can end in. */
const outcomeAt: Readonly<Record<string, Outcome>> = {
  Promoted: 'promoted',
  'Rolled back': 'rolled back',
  Stopped: 'stopped',
  Refused: 'rejected',
  'Nothing to recover': 'nothing to recover',
};

function reasonOf(
  outcome: Outcome,
  known: {
    readonly ended: Ended | undefined;
    readonly cause: string | null;
    readonly steps: readonly StepRecord[];
    readonly isRamp: boolean;
    readonly position: readonly string[];
  },
): string {
  const { ended, cause, steps, isRamp, position } = known;
  if (outcome === 'running') {
    const step = steps.find(({ result }) => result === 'running');
    const where = position.length > 0 ? position.join('; ') : 'starting';
    if (step === undefined) return `Now: ${where}.`;
    const howMany = isRamp ? '' : ` of ${steps.length}`;
    return `Step ${step.number}${howMany} (${formatPercent(step.weightPercent)}), now: ${where}.`;
  }
  if (outcome === 'promoted') {
    if (steps.length === 1) return 'Its only step passed.';
    return steps.length > 0 ? `All ${steps.length} steps passed.` : 'All steps passed.';
  }
  if (outcome === 'nothing to recover') return 'The execution that ended held no claim any more.';
  if (ended?.status === 'aborted') {
    const why = ended.cause ?? ended.error;
    return `The execution was stopped by hand${why === null ? '' : ` (${why})`}; a recovery returns its traffic.`;
  }
  if (ended?.status === 'timed out') return 'The execution ran out of time; a recovery returns its traffic.';
  return ended?.cause ?? cause ?? ended?.error ?? 'The history does not say why.';
}

/** Variables have scopes, but no two of Haldane's machine share a name with another meaning. */
function lastAssigned(happenings: readonly Happening[]): ReadonlyMap<string, unknown> {
  const variables = new Map<string, unknown>();
  for (const happening of happenings) {
    if (happening.kind !== 'exited') continue;
    for (const [name, value] of Object.entries(happening.assigned)) variables.set(name, value);
  }
  return variables;
}

function weightsOf(canary: number | undefined, isPlanned: boolean): RolloutRecord['weights'] {
  if (canary !== undefined) return { stable: 100 - canary, canary };
  return isPlanned ? { stable: 100, canary: 0 } : null;
}

/** What decided is the last thing that went wrong before the machine turned back; null if no traffic had moved. */
function secondsToReturn(happenings: readonly Happening[]): number | null {
  const turned = happenings.findIndex(isEntry('Roll back the traffic'));
  const returned = happenings.findIndex(isAnswer('Roll back the traffic'));
  const [before, after] = [happenings.slice(0, Math.max(0, turned)), happenings[returned]];
  if (after === undefined || !before.some(isAnswer('Shift traffic'))) return null;
  const failState = before.findLastIndex(
    (happening) => happening.kind === 'entered' && happening.type === 'Fail',
  );
  const erred = before.findLastIndex((happening) => happening.kind === 'erred');
  const judged = isEntry('The canary failed')(before[failState])
    ? before.findLastIndex((happening) => happening.kind === 'answered' && looks.has(happening.state ?? ''))
    : failState;
  const decided = before[Math.max(erred, judged)];
  return decided === undefined ? null : (after.atMillis - decided.atMillis) / 1000;
}

const isEntry = (state: string) => (happening: Happening | undefined) =>
  happening?.kind === 'entered' && happening.state === state;
const isAnswer = (state: string) => (happening: Happening | undefined) =>
  happening?.kind === 'answered' && happening.state === state;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function inputText(
  began: (Happening & { readonly kind: 'began' }) | undefined,
  field: string,
): string | null {
  const { input } = began ?? {};
  if (typeof input !== 'object' || input === null) return null;
  return textOf(Object.entries(input).find(([name]) => name === field)?.[1]);
}

/** `registry/repository:v42` -> `v42`; null where an image has neither. */
const tagOrDigest = (image: string | null): string | null =>
  /(?:@|:)((?:sha256:)?[^/:@]+)$/.exec(image ?? '')?.[1] ?? null;
