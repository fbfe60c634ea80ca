import { format as formatText } from 'node:util';
import { expect } from 'expect';
import { format } from 'pretty-format';

/** The part of Jest that the tests of the judge use, without its module system, which takes most of the time. */

type Test = {
  readonly name: string;
  readonly body: (...args: unknown[]) => unknown;
  readonly args: unknown[];
};

let tests: Test[] = [];
const names: string[] = [];

/** The tests that were declared since the last call. */
export function declared(): readonly Test[] {
  const all = tests;
  tests = [];
  return all;
}

export function describe(name: string, body: () => void): void {
  names.push(name);
  body();
  names.pop();
}

describe.each = (rows: readonly unknown[]) => (name: string, body: (...args: unknown[]) => void) => {
  for (const row of rows) {
    const args = asArguments(row);
    describe(named(name, args), () => body(...args));
  }
};

export function it(name: string, body: (...args: unknown[]) => unknown): void {
  tests.push({ name: [...names, name].join(', '), body, args: [] });
}

it.each = (rows: readonly unknown[]) => (name: string, body: (...args: unknown[]) => unknown) => {
  for (const row of rows) {
    const args = asArguments(row);
    tests.push({ name: [...names, named(name, args)].join(', '), body, args });
  }
};

export const jest = { setTimeout: (): void => {} };

/** As many of the row as the name asks for. */
const named = (name: string, args: readonly unknown[]): string =>
  formatText(name, ...args.slice(0, name.match(/%[a-z]/g)?.length ?? 0));

const asArguments = (row: unknown): unknown[] => (Array.isArray(row) ? row : [row]);

expect.extend({
  toMatchInlineSnapshot(received: unknown, snapshot: string) {
    const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
    const pass =
      plain(format(received, { escapeString: false, printBasicPrototype: false })) === plain(snapshot);
    return { pass, message: () => 'The snapshot is another.' };
  },
});

export { expect };
