import { expect, it } from '@jest/globals';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';

it('finds who watches an alarm without reading all claims: a thousand alarms may fire in one second', async () => {
  const { world, outcome } = await rehearse({ scenario: scenarios['alarm-mid-bake'], seed: 1 });
  expect(outcome).toBe('rolled back');
  const asked = world.calls
    .filter(({ principal, operation }) => principal.endsWith('interrupt') && operation === 'Query')
    .map(({ input }) => (input as Query).ExpressionAttributeValues[':kind']?.S);
  expect(asked).toContain('watch');
  expect(asked).not.toContain('claim');
});

type Query = { readonly ExpressionAttributeValues: Readonly<Record<string, { readonly S: string }>> };
