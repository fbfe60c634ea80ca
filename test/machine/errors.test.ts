import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { allStates, catchersOf, retriersOf } from './_states.ts';

const matched = new Set(
  allStates.flatMap(({ state }) =>
    [...retriersOf(state), ...catchersOf(state)].flatMap(({ ErrorEquals }) => ErrorEquals),
  ),
);

const sources = globSync('{functions,providers,rollout}/**/*.ts').map((file) => ({
  file,
  text: readFileSync(file, 'utf8'),
}));
const errorFiles = sources.filter(({ file }) => /(^|\/)_?errors\.ts$/.test(file));
const classes = errorFiles.flatMap(({ text }) =>
  [...text.matchAll(/class (\w+) extends Error \{\n {2}override readonly name = '(\w+)';/g)].map(
    ([, name, literal]) => ({
      name: name ?? '',
      literal: literal ?? '',
    }),
  ),
);

/** Errors that a state or an answer of a task token makes, by the name it gives them. */
const said = new Set([
  ...allStates.flatMap(({ state }) =>
    state.Type === 'Fail' && state.Error !== undefined ? [state.Error] : [],
  ),
  ...sources.flatMap(({ text }) =>
    [...text.matchAll(/'(AlarmFired|Aborted|Superseded)'/g)].map(([, name]) => name ?? ''),
  ),
  ...allStates.flatMap(({ state }) =>
    [...JSON.stringify(state).matchAll(/"Error":"(\w+)"/g)].map(([, name]) => name ?? ''),
  ),
]);

const ofAws = /^(States|Lambda|DynamoDb|Sfn|EventBridge|Sns|Sandbox|Runtime)\./;

describe('error names', () => {
  it('are found at all', () => {
    expect(errorFiles.length).toBeGreaterThanOrEqual(3);
    expect(classes.length).toBeGreaterThan(10);
  });

  it('of a class are the name of the class', () => {
    expect(classes.filter(({ name, literal }) => name !== literal)).toEqual([]);
  });

  it('that the machine matches are thrown by someone', () => {
    const names = new Set(classes.map(({ name }) => name));
    expect([...matched].filter((name) => !ofAws.test(name) && !names.has(name) && !said.has(name))).toEqual(
      [],
    );
  });

  it('have a class that is thrown somewhere', () => {
    const used = sources
      .filter((source) => !errorFiles.includes(source))
      .map(({ text }) => text.replaceAll(/^import .*$/gm, ''))
      .join('\n');
    const unused = classes.filter(({ name }) => !new RegExp(`\\b${name}\\b`).test(used));
    expect(unused.map(({ name }) => name)).toEqual([]);
  });
});
