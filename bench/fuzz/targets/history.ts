import fc from 'fast-check';
import { readDefinition } from '../../../deploy/sources.ts';
import type { HistoryEvent } from '../../../report/happening.ts';
import { page } from '../../../report/page.ts';
import { story } from '../../../report/story.ts';
import { summary } from '../../../report/summary.ts';
import { timeline } from '../../../report/timeline.ts';
import { damagedJson, shapedLike } from '../json.ts';
import { recorded } from '../samples.ts';
import { type Target, Unclear } from '../target.ts';

const definition = readDefinition();

/** Whole ones are long and repeat themselves: parts of them have everything, too. The state of JSON in JSON is opened, so that it is damaged as well. */
const parts: readonly (readonly unknown[])[] = recorded.histories
  .flatMap(({ events }) => {
    const all = JSON.parse(JSON.stringify(events)) as unknown[];
    return Array.from({ length: 12 }, (_, i) => all.slice(i * 25, i * 25 + 12 + i));
  })
  .filter((part) => part.length > 0);

/** Members of details that hold JSON in a text. */
const texts = ['input', 'output', 'cause', 'parameters'];

const opened = parts.map((part) => part.map(open));

/** What `GetExecutionHistory` gives, or somebody's file of it, as the report, `status` and the page read it. Nothing may be refused. */
export const history: Target = {
  name: 'execution history',
  inputs: 20_000,
  arbitrary: fc.oneof(...parts.map((part) => shapedLike(part.slice(0, 8)).map(asEvents))),
  damaged(random) {
    return asEvents(
      (damagedJson([opened[Math.floor(random.next() * opened.length)]], random) as unknown[]) ?? [],
    );
  },
  feed(input) {
    const events = input as readonly HistoryEvent[];
    const record = timeline(events);
    JSON.stringify(summary(record));
    story(events);
    // Drawing the whole machine takes ten times as long as all else, and differs little.
    const html = page(record.transitions % 12 === 0 ? { history: events, definition } : { history: events });
    const slip = /<script|<img|<iframe|\son\w+=|javascript:/i.exec(html.replaceAll(/&#\d+;/g, ''));
    if (slip !== null && !/^\s?on/i.test(slip[0])) throw new Unclear(`the page has ${slip[0]}`);
    if (/\bNaN\b|\bundefined\b|Infinity/.test(html.replaceAll(/>[^<]*</g, '><')))
      throw new Unclear('the page draws what is no number');
    return true;
  },
};

/** The SDK gives a list of objects. */
function asEvents(value: unknown): unknown {
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => close(typeof one === 'object' && one !== null && !Array.isArray(one) ? one : {}));
}

/** Texts of JSON as JSON. */
function open(event: unknown): unknown {
  return mapDetails(event, (key, value) =>
    texts.includes(key) && typeof value === 'string' ? parsed(value) : value,
  );
}

function close(event: unknown): unknown {
  return mapDetails(event, (key, value) =>
    texts.includes(key) && typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  );
}

function mapDetails(event: unknown, change: (key: string, value: unknown) => unknown): unknown {
  if (typeof event !== 'object' || event === null) return event;
  return Object.fromEntries(
    Object.entries(event).map(([name, details]) => {
      if (!name.endsWith('EventDetails') || typeof details !== 'object' || details === null)
        return [name, details];
      return [
        name,
        Object.fromEntries(Object.entries(details).map(([key, value]) => [key, change(key, value)])),
      ];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
