import { formatDuration, formatPercent } from '../rollout/units.ts';
import { isMeantToEnd } from './failures.ts';
import { type Happening, type HistoryEvent, historyReader } from './happening.ts';
import { own } from './own.ts';
import { deployedView, failureView, payloadOf, planView, recoveryView, stepView } from './shapes.ts';
import { answers } from './story-answers.ts';
import { once, type StoryLine, type StoryMemory, type Told } from './story-memory.ts';

export type { StoryLine } from './story-memory.ts';

/** The whole story of a history. */
export function story(events: readonly HistoryEvent[]): readonly StoryLine[] {
  const tell = storyteller();
  return events.flatMap(tell);
}

/**
 * Tells a rollout while it runs: give it each new event, in order, and print the lines that it answers.
 * What repeats (a bake that goes on, a check that found nothing new) is told once.
 */
export function storyteller(): (event: HistoryEvent) => readonly StoryLine[] {
  const read = historyReader();
  const memory: StoryMemory = { plan: null, slot: null, step: null, said: new Map() };
  return (event) => {
    const happening = read(event);
    if (happening === null) return [];
    remember(memory, happening);
    const told = tell(happening, memory);
    if (told === null || told.text === '') return [];
    const state = 'state' in happening ? (happening.state ?? '') : '';
    return [{ atMillis: happening.atMillis, kind: told.kind, state: told.state ?? state, text: told.text }];
  };
}

/** `00:05:30  Shift traffic                 green gets 5%` */
export function formatLine(line: StoryLine, startMillis: number): string {
  return `${formatElapsed(line.atMillis - startMillis)}  ${line.state.padEnd(30)}  ${line.text}`.trimEnd();
}

/** Hours go on beyond 99: nothing is a day here. */
export function formatElapsed(millis: number): string {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

function remember(memory: StoryMemory, happening: Happening): void {
  if (happening.kind !== 'exited') return;
  const { assigned } = happening;
  memory.plan = planView.safeParse(assigned.plan).data ?? memory.plan;
  memory.slot = deployedView.safeParse(assigned.canary).data?.slot ?? memory.slot;
  const step = stepView.safeParse(assigned.step).data;
  if (step === undefined) return;
  memory.step = step;
  for (const subject of ['health', 'verdict']) memory.said.delete(subject);
}

function tell(happening: Happening, memory: StoryMemory): Told {
  switch (happening.kind) {
    case 'began': {
      const recovered = recoveryView.safeParse(happening.input).data?.recover;
      return recovered === undefined ? null : { kind: 'info', state: 'Recovery', text: `of ${recovered}` };
    }
    case 'entered':
      memory.said.set('state', happening.state);
      return tellEntry(happening.state, memory);
    case 'exited':
      return tellExit(happening, memory);
    case 'called':
      return happening.isRetry ? { kind: 'info', text: 'tried again' } : null;
    case 'answered':
      return own(answers, happening.state ?? '')?.(payloadOf(happening.output), memory) ?? null;
    case 'erred': {
      const { error, cause, state } = happening;
      // How the table says no: the claim is held, or the token came too late.
      if (error === 'DynamoDb.ConditionalCheckFailedException') return null;
      // The gates, or the next part of the wait, say more.
      if (error === 'Held' || (state === 'Wait for a decision' && error === 'States.Timeout')) return null;
      if (isMeantToEnd(happening)) return { kind: 'info', text: cause ?? 'the time is over' };
      return { kind: 'bad', text: because(error, cause, memory) };
    }
    case 'abandoned':
      return null;
    case 'ended':
      return tellEnd(happening, memory);
  }
}

function tellEntry(state: string, memory: StoryMemory): Told {
  switch (state) {
    case 'Wait for a decision':
      return once(memory, 'asked', { kind: 'wait', text: memory.said.get('question') ?? 'a person decides' });
    case 'What does silence mean?':
      return { kind: 'info', text: 'nobody answered in time' };
    case 'Tell that a decision is needed':
      memory.said.delete('asked');
      return null;
    case 'Wait in line':
      return once(memory, 'line', { kind: 'wait', text: 'another rollout of this service is running' });
    case 'Keep the old version warm': {
      const { warmSeconds, previousVersion } = memory.plan ?? {};
      const howLong = warmSeconds == null ? '' : ` for ${formatDuration(warmSeconds)}`;
      return { kind: 'wait', text: `${previousVersion ?? 'the old version'} stays ready${howLong}` };
    }
    case 'Page a person':
      return { kind: 'bad', text: 'the traffic could not be returned; trying again' };
    default:
      return null;
  }
}

function tellExit({ state, assigned }: Happening & { kind: 'exited' }, memory: StoryMemory): Told {
  const { plan } = memory;
  for (const subject of ['question', 'outcome']) {
    const value = assigned[subject];
    if (typeof value === 'string') memory.said.set(subject, value);
  }
  if (state === 'Plan the rollout' && plan !== null && assigned.plan !== undefined) {
    const [first] = plan.steps;
    const weights = plan.steps.map(({ weightPercent }) => formatPercent(weightPercent)).join(', ');
    const how = plan.ramp !== null ? `by a guarded ramp. ${first?.why ?? ''}` : `in steps of ${weights}`;
    const versions = `${plan.previousVersion ?? 'nothing'} to ${plan.version ?? 'a new version'}`;
    return { kind: 'info', text: `${plan.service ?? 'service'} from ${versions} ${how}`.trimEnd() };
  }
  const failure = failureView.safeParse(assigned.failure).data;
  if (failure === undefined || failure.error === null) return null;
  const isTold = failure.cause !== null && failure.cause === memory.said.get('cause');
  return isTold ? null : { kind: 'bad', text: because(failure.error, failure.cause, memory) };
}

function tellEnd({ status, error, cause }: Happening & { kind: 'ended' }, memory: StoryMemory): Told {
  const lastState = memory.said.get('state');
  const state = 'The end';
  if (status === 'succeeded') return { kind: 'good', state, text: lastState ?? 'succeeded' };
  if (status === 'aborted') return { kind: 'bad', state, text: 'stopped by hand; a recovery follows' };
  if (status === 'timed out') return { kind: 'bad', state, text: 'out of time; a recovery follows' };
  const isKnown = cause !== null && cause === memory.said.get('cause');
  const why = isKnown ? error : because(error, cause, memory);
  return { kind: 'bad', state, text: [lastState, why].filter((part) => part != null).join(': ') };
}

function because(error: string | null, cause: string | null, memory: StoryMemory): string {
  if (cause !== null) memory.said.set('cause', cause);
  const parts = [error, cause].filter((part) => part !== null && part !== '');
  return parts.join(': ') || 'failed, and the history does not say why';
}
