import { isDeepStrictEqual } from 'node:util';

/**
 * Plans are long and travel everywhere, so recordings name them: `«the plan of good-release»` stands for the plan that
 * planned/good-release.json holds, `«the text of the plan of good-release»` for the same as JSON text, as claims have it.
 */
export type Plans = Readonly<Record<string, unknown>>;

export function shorten(value: unknown, plans: Plans): unknown {
  return replace(value, (part) => {
    for (const [name, plan] of Object.entries(plans)) {
      if (part === JSON.stringify(plan)) return `«the text of the plan of ${name}»`;
      if (isDeepStrictEqual(part, plan)) return `«the plan of ${name}»`;
    }
    return part;
  });
}

export function expand(value: unknown, plans: Plans): unknown {
  return replace(value, (part) => {
    const [, text, name] =
      (typeof part === 'string' && /^«the (text of the )?plan of (.+)»$/.exec(part)) || [];
    if (name === undefined) return part;
    if (plans[name] === undefined) throw new Error(`There is no planned/${name}.json.`);
    return text === undefined ? plans[name] : JSON.stringify(plans[name]);
  });
}

/** Outermost first; what was replaced is not looked into. */
function replace(value: unknown, by: (part: unknown) => unknown): unknown {
  const replaced = by(value);
  if (replaced !== value || typeof value !== 'object' || value === null) return replaced;
  if (Array.isArray(value)) return value.map((part) => replace(part, by));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replace(part, by)]));
}
