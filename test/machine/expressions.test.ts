import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../rehearsal/engine/json.ts';
import { evaluate, expressionIn, parsed } from '../../rehearsal/engine/jsonata.ts';
import { definition, expressionsIn } from './_states.ts';

type Row = { readonly expression: string; readonly bindings: Record<string, Json>; readonly result: Json };

const rows: readonly Row[] = JSON.parse(readFileSync('test/cases/expressions.json', 'utf8'));
const expressions = expressionsIn(definition);

/** A path to a variable or into `$states` has nothing that could be wrong but a name, which the rehearsal finds. */
const isPath = (expression: string) => /^\{% \$[\w.]+ %\}$/.test(expression);

describe('expressions of the machine', () => {
  it.each(expressions)('%s parses', (expression) => {
    expect(() => parsed(expressionIn(expression) ?? '')).not.toThrow();
  });

  it('are short: what decides belongs to rollout/', () => {
    expect(expressions.filter(({ length }) => length > 140)).toEqual([]);
  });

  it('hold nothing that CloudFormation would substitute', () => {
    expect(JSON.stringify(definition)).not.toMatch(/[$#]\{/);
  });

  it('have a row in the table, and no row is left over', () => {
    const told = new Set(rows.map(({ expression }) => expression));
    expect(expressions.filter((expression) => !isPath(expression) && !told.has(expression))).toEqual([]);
    expect([...told].filter((expression) => !expressions.includes(expression))).toEqual([]);
  });

  it.each(rows)('$expression -> $result', async ({ expression, bindings, result }) => {
    expect(
      await evaluate(expressionIn(expression) ?? '', 'Output', [{ ...bindings, parse: JSON.parse }]),
    ).toEqual(result);
  });
});
