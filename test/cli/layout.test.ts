import { describe, expect, it } from '@jest/globals';
import { beside, columnsOf, facts, wrap } from '../../cli/layout.ts';
import { spellDuration } from '../../cli/spell-duration.ts';

const bracket = (text: string) => `[${text}]`;
const plain = (text: string) => text;

describe('layout', () => {
  it('wraps at spaces and hangs the rest below the first word', () => {
    const text = 'one two three four five six seven eight nine';
    expect(wrap(text, 34, 'no:  ')).toEqual(['no:  one two three four five six', '     seven eight nine']);
  });

  it('leaves words whole that are longer than the line', () => {
    const arn = 'x'.repeat(60);
    expect(wrap(`see ${arn}`, 40)).toEqual(['see', arn]);
  });

  it('does not count colours', () => {
    expect(
      columnsOf([{ title: 'a', right: true }, { title: 'b' }], [['\u001b[1m10\u001b[22m', 'x']]),
    ).toEqual(['   a  b', '  \u001b[1m10\u001b[22m  x']);
  });

  it('aligns facts', () => {
    expect(
      facts(
        [
          ['a', '1'],
          ['long', '2'],
        ],
        80,
        bracket,
      ),
    ).toEqual(['  [a   ]  1', '  [long]  2']);
  });

  it('wraps texts beside each other', () => {
    const cells = [
      { text: '5%', columns: 4, right: true, paint: plain },
      { text: 'Let it settle', columns: 7, paint: plain },
      { text: 'word '.repeat(8), paint: bracket },
    ];
    expect(beside(cells, 48)).toEqual([
      '    5%  Let it   [word word word word word word]',
      '        settle   [word word]',
    ]);
  });

  it.each([
    [0, '0s'],
    [119.6, '2m'],
    [59, '59s'],
    [7199, '119m'],
    [7200, '2h'],
    [11_520, '3h 12m'],
    [187_200, '2d 4h'],
    [-5, '0s'],
  ])('spells %d seconds as %s', (seconds, text) => {
    expect(spellDuration(seconds)).toBe(text);
  });
});
