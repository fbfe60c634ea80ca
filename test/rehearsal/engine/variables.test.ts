import { describe, expect, it } from '@jest/globals';
import { rehearse } from './rehearse.ts';

describe('variables', () => {
  it('Assign and Output both see what was before the state', async () => {
    const { finish } = rehearse({
      First: { Type: 'Pass', Assign: { a: 1 }, Next: 'Second' },
      Second: {
        Type: 'Pass',
        Assign: { a: '{% $a + 1 %}', b: '{% $a %}' },
        Output: { a: '{% $a %}' },
        Next: 'Third',
      },
      Third: {
        Type: 'Pass',
        Output: { before: '{% $states.input.a %}', a: '{% $a %}', b: '{% $b %}' },
        End: true,
      },
    });
    expect((await finish()).output).toEqual({ before: 1, a: 2, b: 1 });
  });

  it('branches read the outer ones; what they set stays inside', async () => {
    const { finish } = rehearse({
      Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: ['x', 'y'].map((value) => ({
          StartAt: value,
          States: {
            [value]: { Type: 'Pass', Assign: { inner: value }, Next: `${value}2` },
            [`${value}2`]: { Type: 'Pass', Output: '{% $outer & $inner %}', End: true },
          },
        })),
        Assign: { both: '{% $states.result %}' },
        Next: 'After',
      },
      After: { Type: 'Pass', Output: { both: '{% $both %}', inner: '{% $exists($inner) %}' }, End: true },
    });
    expect((await finish()).output).toEqual({ both: ['ox', 'oy'], inner: false });
  });

  it('a distributed Map is a world of its own', async () => {
    const { finish } = rehearse({
      Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Each' },
      Each: {
        Type: 'Map',
        Items: [1, 2],
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED' },
          StartAt: 'Look',
          States: { Look: { Type: 'Pass', Output: '{% $exists($outer) %}', End: true } },
        },
        End: true,
      },
    });
    expect((await finish()).output).toEqual([false, false]);
  });
});

describe('expressions', () => {
  it.each([
    ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$random(42)', 0.7275636800328681],
    ['$random() < 1', true],
    ['$length($uuid())', 36],
    ['$parse("{\\"a\\": 1}").a', 1],
    ['$now()', '2026-01-01T00:00:00.000Z'],
    ['$millis()', Date.parse('2026-01-01T00:00:00Z')],
    ['$states.context.Execution.Name', 'one'],
  ])('%s', async (expression, expected) => {
    const { finish } = rehearse({
      Only: { Type: 'Pass', Output: { value: `{% ${expression} %}` }, End: true },
    });
    expect(await finish()).toMatchObject({ status: 'SUCCEEDED', output: { value: expected } });
  });

  it.each([
    ['$eval("1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    [
      '1 + "a"',
      'threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
    ],
    ['$nothing', 'returned nothing (undefined).'],
    ['function($x){$x}', 'returned an unsupported result type.'],
    ['[function($x){$x}]', 'returned an unsupported result type.'],
  ])('%s fails', async (expression, detail) => {
    const { finish } = rehearse({
      Only: { Type: 'Pass', Output: [{ a: `{% ${expression} %}` }], End: true },
    });
    expect(await finish()).toMatchObject({
      status: 'FAILED',
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Only' (entered at the event id #2). " +
        `The JSONata expression '${expression}' specified for the field 'Output[0]/a' ${detail}`,
    });
  });

  it.each([
    [
      { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'End' }] },
      'Choices[0]/Condition',
      'boolean',
      'number',
      '1',
    ],
    [{ Type: 'Fail', Error: '{% {"a": 1} %}' }, 'Error', 'string', 'object', '{"a":1}'],
    [{ Type: 'Wait', Seconds: '{% "1" %}', End: true }, 'Seconds', 'number', 'string', '"1"'],
  ])('of a wrong type fail: %j', async (state, field, wanted, was, value) => {
    const { finish } = rehearse({ Only: state, End: { Type: 'Succeed' } });
    const { cause } = await finish();
    expect(cause).toContain(
      `specified for the field '${field}' returned an unexpected result type. Expected '${wanted}', but was '${was}' for value: ${value}`,
    );
  });

  it('a choice that leads nowhere is a States.Runtime', async () => {
    const { finish } = rehearse({
      Only: { Type: 'Choice', Choices: [{ Condition: false, Next: 'End' }] },
      End: { Type: 'Succeed' },
    });
    expect(await finish()).toMatchObject({
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'Only' (entered at the event id #2). " +
        'Failed to transition out of the state. The state does not point to a next state.',
    });
  });
});
