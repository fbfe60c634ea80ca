import { styleText } from 'node:util';
import type { Deps, Stream } from './deps.ts';

type Styles = Parameters<typeof styleText>[0];

/** Colour by meaning. Where there is none (a pipe, `NO_COLOR`), the words alone must do. */
export type Paint = { readonly [meaning in keyof typeof meanings]: (text: string) => string };

const meanings = {
  title: 'bold',
  quiet: 'dim',
  good: 'green',
  bad: 'red',
  doubtful: 'yellow',
} as const satisfies Record<string, Styles>;

export function paintFor(stream: Stream, env: Deps['env']): Paint {
  const colourful = wantsColour(stream, env);
  const brush = (style: Styles) => (text: string) =>
    colourful && text !== '' ? styleText(style, text, { validateStream: false }) : text;
  return {
    title: brush(meanings.title),
    quiet: brush(meanings.quiet),
    good: brush(meanings.good),
    bad: brush(meanings.bad),
    doubtful: brush(meanings.doubtful),
  };
}

/** https://no-color.org: any value that is not empty. */
function wantsColour({ isTTY }: Stream, { NO_COLOR, FORCE_COLOR, TERM }: Deps['env']): boolean {
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTTY && TERM !== 'dumb';
}
