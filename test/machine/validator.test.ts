import { expect, it } from '@jest/globals';
import aslValidator from 'asl-validator';
import { definition } from './_states.ts';

it('asl-validator accepts the machine as it is written; test/deploy shows it the packaged one', () => {
  const { isValid, errorsText } = aslValidator(structuredClone(definition));
  expect(isValid ? '' : errorsText()).toBe('');
});
