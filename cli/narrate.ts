import type { Execution, HistoryEvent } from '../rehearsal/engine/index.ts';
import { formatElapsed, type StoryLine, storyteller } from '../report/story.ts';
import { timeline } from '../report/timeline.ts';
import { formatPercent } from '../rollout/units.ts';
import type { Context } from './context.ts';
import { beside } from './layout.ts';
import type { Paint } from './paint.ts';

const shifts = new Set(['Shift traffic', 'Roll back the traffic', 'Confirm the rollback']);

/**
 * Tells rollouts while they happen, a line for everything that is new: time since the first one began, the canary's
 * share, the state, what it found. Give it each event, in order.
 */
export function narrator({ deps, paint }: Context): (event: HistoryEvent, execution: Execution) => void {
  const tellers = new Map<Execution, (event: HistoryEvent) => readonly StoryLine[]>();
  const shares = new Map<Execution, string>();
  let startMillis: number | null = null;
  let onStage: Execution | null = null;
  const print = (line: string) => deps.out.write(`${line}\n`);

  return (event, execution) => {
    const tell = tellers.get(execution) ?? storyteller();
    tellers.set(execution, tell);
    for (const line of tell(event)) {
      startMillis ??= line.atMillis;
      if (onStage !== execution && tellers.size > 1) print(paint.quiet(`  ${execution.name}`));
      onStage = execution;
      if (shifts.has(line.state)) {
        const { weights } = timeline(execution.history.slice(0, execution.history.indexOf(event) + 1));
        shares.set(execution, weights === null ? '' : formatPercent(weights.canary));
      }
      const share = shares.get(execution) ?? '';
      const time = formatElapsed(line.atMillis - startMillis);
      for (const row of rows(line, time, share, deps.out.columns, paint)) print(row);
    }
  };
}

const stateColumns = 26;

function rows(
  line: StoryLine,
  time: string,
  share: string,
  columns: number,
  paint: Paint,
): readonly string[] {
  const brush = { good: paint.good, bad: paint.bad, wait: paint.doubtful, info: (text: string) => text }[
    line.kind
  ];
  return beside(
    [
      { text: time, columns: 8, paint: paint.quiet },
      { text: share.padStart(5), columns: 5, paint: paint.title },
      { text: line.state, columns: stateColumns, paint: paint.quiet },
      { text: shortDigests(line.text), paint: brush },
    ],
    columns,
  );
}

/** Twelve digits tell images apart, as `docker` shows them. */
export const shortDigests = (text: string): string =>
  text.replaceAll(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, '$1');
