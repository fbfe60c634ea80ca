/** An event as `aws stepfunctions get-execution-history` prints it. */
export type Event = { readonly id: number; readonly [field: string]: unknown };

/** A reference is no shorter than this, and says less. */
const leastLength = 60;
const reference = /«\d+\.\w+»/g;

/**
 * One event a line, each text only once: most inputs and outputs, and every plan in them, were said by an earlier event,
 * and become a reference to it: `«7.output»`.
 */
export function writeHistory(events: readonly Event[]): string {
  const said = new Map<string, string>();
  const variables = new Map<string, string>();
  return events
    .map(({ id, ...event }) => {
      const compact = texts(event, (text, path) => {
        const known = said.get(text);
        if (known !== undefined) return known;
        const [field, parent] = path;
        const shorter = [...variables].reduce((rest, [part, name]) => rest.replaceAll(part, name), text);
        if (text.length >= leastLength) {
          said.set(text, `«${id}.${field}»`);
          if (parent === 'assignedVariables') variables.set(text, `«${id}.${field}»`);
        }
        return shorter;
      });
      return `${JSON.stringify({ id, ...compact })}\n`;
    })
    .join('');
}

/** The other way round. */
export function readHistory(lines: string): readonly Event[] {
  const said = new Map<string, string>();
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { id, ...event } = JSON.parse(line) as Event;
      const whole = texts(event, (text, [field]) => {
        const told = text.replace(reference, (name) => {
          const known = said.get(name);
          if (known === undefined)
            throw new Error(`Event ${id} refers to ${name}, which nobody said before.`);
          return known;
        });
        said.set(`«${id}.${field}»`, told);
        return told;
      });
      return { id, ...whole };
    });
}

/** Replaces every text in the details of an event. The innermost name of a path comes first. */
function texts<Value extends object>(
  value: Value,
  replace: (text: string, path: readonly string[]) => string,
  path: readonly string[] = [],
): Value {
  const within = (part: unknown, field: string) => {
    if (typeof part === 'string') return replace(part, [field, ...path]);
    return typeof part === 'object' && part !== null ? texts(part, replace, [field, ...path]) : part;
  };
  return Object.fromEntries(
    Object.entries(value).map(([field, part]) => [field, within(part, field)]),
  ) as Value;
}
