/** Text that is HTML already. Everything else that comes into a template is escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = Html | string | number | null | false | readonly Value[];

/** `html\`<b>${name}</b>\``: values are escaped, in text and in quoted attributes; lists are joined, null and false leave nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(parts.map((part, index) => part + markupOf(values[index] ?? null)).join(''));
}

function markupOf(value: Value): string {
  if (value === null || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return value.map(markupOf).join('');
}

const escaped = (text: string): string =>
  text.replace(/[&<>"'`]/g, (character) => `&#${character.codePointAt(0)};`);
