import type { HistoryEvent } from '../report/happening.ts';
import { formatElapsed, type StoryLine, storyteller } from '../report/story.ts';
import { timeline } from '../report/timeline.ts';
import { formatPercent } from '../rollout/units.ts';
import { beside } from './layout.ts';
import type { Paint } from './paint.ts';
import { shorten } from './shorten.ts';

/** Where the canary's share changes. */
const shifts = new Set(['Shift traffic', 'Roll back the traffic', 'Confirm the rollback']);

/**
 * Tells rollouts while they happen, rows for everything that is new: time since the first one began, the canary's share,
 * the state, what was found. Give it each event, in order, and the history that it ends.
 */
export function narrator(
  columns: number,
  paint: Paint,
): (event: HistoryEvent, told: Told) => readonly string[] {
  const tellers = new Map<string, (event: HistoryEvent) => readonly StoryLine[]>();
  const shares = new Map<string, string>();
  const lastSaid = new Map<string, string>();
  let startMillis: number | null = null;
  let onStage: string | null = null;

  return (event, { name, history }) => {
    const tell = tellers.get(name) ?? storyteller();
    tellers.set(name, tell);
    return tell(event).flatMap((line) => {
      // A machine that waits repeats itself; people need it once.
      const said = `${line.state}: ${line.text}`;
      if (lastSaid.get(name) === said) return [];
      lastSaid.set(name, said);
      startMillis ??= line.atMillis;
      const heading = onStage !== name && tellers.size > 1 ? [`  ${paint.quiet(name)}`] : [];
      onStage = name;
      if (shifts.has(line.state)) {
        const { weights } = timeline(history.slice(0, history.indexOf(event) + 1));
        shares.set(name, weights === null ? '' : formatPercent(weights.canary));
      }
      const time = formatElapsed(line.atMillis - startMillis);
      return [...heading, ...rows(line, time, shares.get(name) ?? '', columns, paint)];
    });
  };
}

type Told = { readonly name: string; readonly history: readonly HistoryEvent[] };

/** A narrow terminal leaves the texts more room. */
const stateColumns = (columns: number): number => (columns < 90 ? 20 : 26);

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
      { text: share, columns: 5, right: true, paint: paint.title },
      { text: line.state, columns: stateColumns(columns), paint: paint.quiet },
      { text: shorten(line.text), paint: brush },
    ],
    columns,
  );
}
