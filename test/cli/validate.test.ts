import { describe, expect, it } from '@jest/globals';
import { haldane, spec } from './fakes.ts';

describe('haldane validate', () => {
  it('shows what a good spec leads to', async () => {
    const { exitCode, out, calls } = await haldane('validate');
    expect(exitCode).toBe(0);
    expect(calls).toEqual([]);
    expect(out.split('\n').slice(0, 17).join('\n')).toMatchInlineSnapshot(`
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
"
`);
  });

  it('says what a plan finds in stated traffic, and what it does not', async () => {
    const stated = spec.replace('    bad: Errors\n', '    bad: Errors\n    usualRate: 0.2%\n');
    const { out } = await haldane('validate', {
      files: { 'services/shop.yml': `${stated}requestsPerMinute: 12000\n` },
    });
    // The numbers are rollout/judge/power.ts's, which is held to simulations.
    const table = out.slice(out.indexOf('  finds'), out.indexOf('  needs'));
    expect(
      table.replaceAll(/ +\d+m +[\d,]+/g, ' ...').replace(/0\.3\d\d% at/, '0.3..% at'),
    ).toMatchInlineSnapshot(`
"  finds with a chance of 90%.

  errors of 12,000 a minute     within  canary requests
  0.2% -> 0.3%               not found
  0.2% -> 0.4% ...
  0.2% -> 1% ...
  0.2% -> 4% ...
  0.2% -> 100% ...
  0.2% -> 0.3..% at least ...

"
`);
  });

  it('says by traffic what a plan finds where none is stated', async () => {
    const { out } = await haldane('validate');
    expect(out).toMatch(/state requestsPerMinute and\s+usualRate/);
    expect(out).toMatch(/\n +60 {2}0\.1% -> 4\.\d+% +90m +1,440 +\d+m\n/);
    expect(out).toMatch(/\n +60,000 {2}0\.1% -> 0\.1\d+% +90m +1,440,000 +2m\n/);
  });

  it('shows a guarded ramp at its quickest', async () => {
    const { exitCode, out } = await haldane('validate', {
      files: { 'services/shop.yml': `${spec}steps: guarded\nrequestsPerMinute: 600\n` },
    });
    expect(exitCode).toBe(0);
    expect(out.slice(out.indexOf('  a guarded'), out.indexOf('  finds'))).toMatchInlineSnapshot(`
"  a guarded ramp, at its quickest; each weight is chosen by what was proved until then, 40% at most
  before a proof

  step  weight  bake  looks
     1    0.5%    3m      3
     2      5%    3m      3
     3     25%    3m      3
     4     95%    3m      3
     5    100%   10m     10

  takes    at least 22m of baking, then 30m with the old version kept warm
  judges   22 times, at most 468 if it is held
  history  at most about 22,406 of the 25,000 events that Step Functions allows
  costs    about 186 state transitions, $0.005 a rollout

"
`);
    expect(out).toContain('A ramp climbs no faster than here');
  });

  it('measures the traffic if it is asked to', async () => {
    const minutes = (value: number, input: { readonly StartTime?: unknown }) => {
      const from = new Date(String(input.StartTime)).getTime();
      const Timestamps = Array.from({ length: 60 }, (_, i) => new Date(from + i * 60_000));
      return { Timestamps, Values: Timestamps.map(() => value), StatusCode: 'Complete' };
    };
    const recordOf = (SetIdentifier: string, Weight: number) => ({
      Name: 'shop.example.com.',
      Type: 'A',
      SetIdentifier,
      Weight,
      TTL: 60,
      ResourceRecords: [{ Value: '192.0.2.1' }],
    });
    const { exitCode, out, err, calls } = await haldane('validate --measure --region eu-west-1', {
      answers: {
        ListResourceRecordSetsCommand: () => ({
          ResourceRecordSets: [recordOf('blue', 200), recordOf('green', 0)],
          IsTruncated: false,
        }),
        GetMetricDataCommand: (input) => ({
          MetricDataResults: (
            input.MetricDataQueries as { Id: string; MetricStat: { Metric: { MetricName: string } } }[]
          ).map(({ Id, MetricStat: { Metric } }) => ({
            Id,
            ...minutes(Metric.MetricName === 'Requests' ? 3000 : 6, input),
          })),
        }),
      },
    });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(calls.map(({ command }) => command)).toContain('GetMetricDataCommand');
    expect(out).toContain('errors of 3,000 a minute');
    expect(out).toContain('0.2% -> 0.4%');
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
