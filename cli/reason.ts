import { InvalidArgumentError } from 'commander';

/** The handlers take no more. */
const mostCharacters = 1000;

/** One clean line of what somebody wrote, cut to what is kept: people read it in events, histories and terminals. */
export function oneLine(text: string, most = mostCharacters): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  // UTF-16 units are counted there; a character of two must not be cut in the middle.
  return line.length <= most ? line : `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** For an option that has to say something. */
export function reasonOf(text: string): string {
  const line = oneLine(text);
  if (line === '') throw new InvalidArgumentError('Say why: others will read it.');
  // commander takes whatever follows --reason.
  if (/^--[a-z]+$/.test(line)) throw new InvalidArgumentError('It is an option, not a reason.');
  return line;
}
