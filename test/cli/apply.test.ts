import { describe, expect, it } from '@jest/globals';
import { grantsMetadata } from '../../deploy/granted.ts';
import { names } from '../../deploy/names.ts';
import { schemas } from '../../providers/registry.ts';
import { parseSpec } from '../../rollout/spec/index.ts';
import { type Answers, haldane, refusal, spec } from './fakes.ts';

/** A deployment that was made from this spec. */
function deployedWith(text: string): Answers {
  const parsed = parseSpec(text, 'shop.yml', schemas);
  if (!parsed.ok) throw new Error('the test spec is wrong');
  return {
    GetItemCommand: () => ({}),
    PutItemCommand: () => ({}),
    GetTemplateCommand: () => ({
      TemplateBody: JSON.stringify({ Metadata: grantsMetadata([parsed.spec], names('dev')) }),
    }),
  };
}

describe('haldane apply', () => {
  it('stores the text of a spec', async () => {
    const { exitCode, out, calls } = await haldane('apply services/shop.yml', {
      answers: deployedWith(spec),
    });
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: 'shop  stored (new)\n' });
    expect(calls.find(({ command }) => command === 'PutItemCommand')?.input).toEqual({
      TableName: 'haldane-dev',
      Item: {
        kind: { S: 'spec' },
        name: { S: 'shop' },
        spec: { S: JSON.stringify(spec) },
        updatedAt: { S: '2026-11-23T12:00:00.000Z' },
      },
    });
  });

  it('leaves alone what did not change', async () => {
    const Item = { name: { S: 'shop' }, spec: { S: JSON.stringify(spec) }, updatedAt: { S: 'then' } };
    const { out, calls } = await haldane('apply services/shop.yml', {
      answers: { ...deployedWith(spec), GetItemCommand: () => ({ Item }) },
    });
    expect(out).toBe('shop  unchanged\n');
    expect(calls.map(({ command }) => command)).not.toContain('PutItemCommand');
  });

  it('says what the deployment lacks', async () => {
    const before = spec.replace('shop.example.com', 'store.example.com').replace('shop-unhealthy', 'other');
    const { exitCode, out } = await haldane('apply services/shop.yml', { answers: deployedWith(before) });
    expect(exitCode).toBe(1);
    expect(out).toMatchInlineSnapshot(`
"shop  stored (new)

The deployed functions lack what these specs need:
  an event rule for the alarm shop-unhealthy
  route53:ChangeResourceRecordSets on hostedzone/Z0123456789EXAMPLE (shop.example.com, A, UPSERT)

Put the specs into services/ and run npx serverless deploy before their next rollout.
"
`);
  });

  it.each([
    ['is not allowed to', () => refusal('AccessDenied', 'jane may not'), 'jane may not'],
    [
      'there is none',
      () => refusal('ValidationError', 'Stack with id haldane-dev does not exist'),
      'there is no stack haldane-dev',
    ],
    ['it is older', () => ({ TemplateBody: '{"Resources":{}}' }), 'does not say what it grants'],
  ])('stores it though it cannot compare: %s', async (_what, GetTemplateCommand, why) => {
    const { exitCode, out } = await haldane('apply services/shop.yml', {
      answers: { ...deployedWith(spec), GetTemplateCommand },
    });
    expect(exitCode).toBe(0);
    expect(out).toContain('shop  stored (new)');
    expect(out).toContain(why);
  });

  it('stores none of several if one is wrong', async () => {
    const files = { 'a.yml': spec, 'b.yml': 'service: shop 2\n' };
    const { exitCode, err, calls } = await haldane('apply a.yml b.yml', { files });
    expect({ exitCode, calls }).toEqual({ exitCode: 2, calls: [] });
    expect(err).toContain('b.yml:1:1 service:');
    expect(err).toContain('Nothing was stored. Correct this first.');
  });
});
