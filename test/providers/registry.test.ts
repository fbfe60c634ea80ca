import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { routerFor, schemas } from '../../providers/registry.ts';
import { fakeAws } from '../support/fake-aws.ts';

const configs = [...schemas.traffic, ...schemas.workload, ...schemas.metrics];
const fields = configs.flatMap((config) => {
  const { properties = {} } = z.toJSONSchema(config, { io: 'input' });
  return Object.entries(properties).map(
    ([name, field]) => [`${config.shape.kind?.description} ${name}`, field] as const,
  );
});

describe('the registry', () => {
  it('is strict about what it does not know', () => {
    for (const config of configs)
      expect(z.toJSONSchema(config, { io: 'input' }).additionalProperties).toBe(false);
  });

  it.each(fields)('%s: an editor can explain it', (_, field) => {
    expect(field).toMatchObject({ description: expect.stringMatching(/\.$/) });
  });

  it('drops what a plan of another version says besides', async () => {
    const config = { kind: 'lambda-alias', function: 'api', alias: 'live', later: true };
    expect(routerFor(config, fakeAws().clients).weightStepPercent).toBe(0.1);
  });

  it.each([
    [
      { kind: 'carrier-pigeon' },
      'There is no traffic of kind carrier-pigeon; there are alb, lambda-alias, route53.',
    ],
    [{ kind: 'constructor' }, 'There is no traffic of kind constructor'],
    [{ kind: 'route53', hostedZone: 'x', record: 'r' }, 'hostedZone: looks like Z0123456789ABCDEFGHIJ'],
  ])('refuses %j', (config, message) => {
    expect(() => routerFor(config, fakeAws().clients)).toThrow(message);
  });
});
