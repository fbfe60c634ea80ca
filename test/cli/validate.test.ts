import { describe, expect, it } from '@jest/globals';
import { haldane, spec } from './fakes.ts';

describe('haldane validate', () => {
  it('shows what a good spec leads to', async () => {
    const { exitCode, out, calls } = await haldane('validate');
    expect(exitCode).toBe(0);
    expect(calls).toEqual([]);
    expect(out.split('\n').slice(0, 18).join('\n')).toMatchInlineSnapshot(`
"shop  ecs behind route53  services/shop.yml

  starts by  haldane start, the console or a Release Requested event
  compares   errors
  watches    shop-unhealthy

  step  weight  bake  looks
     1      5%   30m     30
     2     25%   30m     30
     3     50%   30m     30
     4    100%   30m     30

  takes    2h of baking, then 30m with the old version kept warm
  judges   120 times, at most 240 if it is held
  history  at most about 17,870 of the 25,000 events that Step Functions allows
  costs    about 464 state transitions, $0.012 a rollout

  needs these permissions; npx serverless deploy grants them"
`);
  });

  it('says by line what is wrong', async () => {
    const files = {
      'services/shop.yml': `${spec}steps:\n  - { weight: 50%, bake: 3o }\n  - { weight: 100% }\n`,
    };
    const { exitCode, out } = await haldane('validate', { files });
    expect(exitCode).toBe(1);
    expect(out).toMatchInlineSnapshot(`
"services/shop.yml  1 problem
  wrong    services/shop.yml:19:20 steps[0].bake: 3o is not a duration; write for example 30m (units
           s, m, h, d)
"
`);
  });

  it('knows what the router cannot give', async () => {
    const files = { 'services/shop.yml': `${spec}steps:\n  - { weight: 0.3% }\n  - { weight: 100% }\n` };
    const { exitCode, out } = await haldane('validate', { files });
    expect(exitCode).toBe(1);
    expect(out).toContain('services/shop.yml:18:1 steps: The router cannot give 0.3%');
  });

  it('finds two specs of one service', async () => {
    const files = { 'services/a.yml': spec, 'services/b.yml': spec };
    const { exitCode, out } = await haldane('validate', { files });
    expect(exitCode).toBe(1);
    expect(out).toContain('services/b.yml:1:1 service: shop has a spec already, in services/a.yml');
  });

  it('warns without failing', async () => {
    const files = { 'services/shop.yml': spec.replace('alarms: [shop-unhealthy]\n', '') };
    const { exitCode, out } = await haldane('validate', { files });
    expect(exitCode).toBe(0);
    expect(out).toContain('warning  services/shop.yml:1:1: no alarms are watched');
  });

  it('needs something to read', async () => {
    const { exitCode, err } = await haldane('validate', { files: {} });
    expect(exitCode).toBe(2);
    expect(err).toContain('There are no service specs in services/.');
  });

  it('tells scripts the plan and the permissions', async () => {
    const { out } = await haldane('validate --json');
    const { valid, files } = JSON.parse(out);
    expect(valid).toBe(true);
    expect(files[0]).toMatchObject({
      file: 'services/shop.yml',
      service: 'shop',
      problems: [],
      plan: { bakeSeconds: 7200, ticks: 120, maxTicks: 240 },
    });
    expect(files[0].permissions[0]).toHaveProperty('actions');
  });

  it('uses colour in a terminal that wants it', async () => {
    const coloured = (await haldane('validate', { isTTY: true })).out;
    expect(coloured).toContain('\u001b[1mshop\u001b[22m');
    expect((await haldane('validate', { isTTY: true, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
    expect((await haldane('validate')).out).not.toContain('\u001b');
  });

  it.each([80, 100, 300])('keeps to %i columns and to 100 at most', async (columns) => {
    const { out } = await haldane('validate', { columns });
    const longest = Math.max(...out.split('\n').map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(Math.min(columns, 100));
  });
});
