import { describe, expect, it } from '@jest/globals';
import type { StateMachine } from '../../../rehearsal/engine/definition.ts';
import { validate } from '../../../rehearsal/engine/validate.ts';
import { machine } from './rehearse.ts';

const end = { Type: 'Succeed' };

describe('definitions that the service refuses', () => {
  it.each([
    [
      { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: { Type: 'Pass', End: true } },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, " +
        'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2',
    ],
    [{ A: { Type: 'Pass', Next: 'A' } }, 'MISSING_END_STATE: Workflow has no terminal state at null'],
    [
      { A: { Type: 'Pass', TimeoutSeconds: 1, End: true } },
      "SCHEMA_VALIDATION_FAILED: Field 'TimeoutSeconds' is not supported at /States/A",
    ],
    [
      { A: { Type: 'Pass', QueryLanguage: 'JSONPath', End: true } },
      "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
    [
      { A: { Type: 'Choice', Choices: [{ Condition: '{% phone = 1 %}', Next: 'B' }] }, B: end },
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/A/Choices[0]/Condition",
    ],
    [
      { A: { Type: 'Pass', Output: { v: '{% 1 + %}' }, End: true } },
      'INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/Output/v',
    ],
    [
      {
        A: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass', Next: 'A' } } }],
          End: true,
        },
      },
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: A at /States/A/Branches[0]/States/B/Next, " +
        'MISSING_END_STATE: Workflow has no terminal state at null',
    ],
  ])('%j', (states, message) => {
    expect(() => validate(machine(states))).toThrow(`Invalid State Machine Definition: '${message}'`);
  });

  it('accepts names in predicates, later steps and lambdas, and texts that are no expressions', () => {
    const definition = machine({
      A: {
        Type: 'Pass',
        Output: {
          a: '{% $states.input.list[price > 1].name %}',
          b: '{% $map($states.input.list, function($item) { $item.price }) %}',
          c: '{% ($x := $states.input; $x.deep.deeper) ~> $string() %}',
          d: ' {% not one %}',
          e: '{% $states.input.{"k": name} %}',
        },
        End: true,
      },
    });
    expect(validate(JSON.stringify(definition))).toEqual(definition);
  });

  it('says when it is no JSON', () => {
    expect(() => validate('{')).toThrow('INVALID_JSON_DESCRIPTION');
    expect(() => validate('[]' as unknown as StateMachine)).toThrow('SCHEMA_VALIDATION_FAILED');
  });
});
