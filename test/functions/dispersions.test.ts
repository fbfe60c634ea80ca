import { GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { dispersions } from '../../functions/_dispersions.ts';
import { schemas } from '../../providers/registry.ts';
import { table } from '../../providers/table.ts';
import type { Residuals } from '../../rollout/judge/index.ts';
import { withRollout } from '../../rollout/learned.ts';
import { metricKey } from '../../rollout/metric-key.ts';
import { parseSpec, type Spec } from '../../rollout/spec/index.ts';
import { awsError, fakeAws } from '../support/fake-aws.ts';

const parsed = parseSpec(
  `
service: api
traffic: { kind: lambda-alias, function: api, alias: live }
workload: { kind: lambda, function: api }
metrics:
  - { name: errors, kind: cloudwatch, namespace: Shop, dimensions: { Slot: "{slot}" }, total: Requests, bad: Errors }
  - { name: orders, kind: cloudwatch, namespace: Shop, dimensions: { Slot: "{slot}" }, total: Visits, good: Orders }
`,
  'api.yml',
  schemas,
);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { spec } = parsed;

const nowMinute = 29_400_000;
const lagMinutes = 2;

/** Stable errs 6 times in each minute but those in which it errs 60 times. */
function account(unit: 'request' | 'client', badMinute = -1) {
  const aws = fakeAws();
  const asked: GetMetricDataCommandInput[] = [];
  const said: string[] = [];
  const sums: Residuals = {
    blocks: [{ minutes: 1, squares: 800, expected: 400, freedom: 400 }],
    variance: 400,
    varianceSquared: 400,
  };
  const taught = (of: Spec['metrics'][number]) => metricKey(of.config, unit);
  const state: { rollouts: string | null } = { rollouts: null };
  aws.on(GetItemCommand, () =>
    state.rollouts === null ? {} : { Item: { rollouts: { S: state.rollouts } } },
  );
  aws.on(GetMetricDataCommand, (input) => {
    asked.push(input);
    const from = Number(input.StartTime) / 60_000;
    const minutes = Array.from({ length: Number(input.EndTime) / 60_000 - from }, (_, i) => from + i);
    return {
      MetricDataResults: input.MetricDataQueries?.map(({ Id, MetricStat }) => ({
        Id,
        StatusCode: 'Complete' as const,
        Timestamps: minutes.map((minute) => new Date(minute * 60_000)),
        Values: minutes.map((minute) =>
          MetricStat?.Metric?.MetricName === 'Errors' ? (minute % 9 === badMinute ? 60 : 6) : 6000,
        ),
      })),
    };
  });
  return {
    aws,
    asked,
    said,
    learn: (...metrics: readonly Spec['metrics'][number][]) => {
      const learned = Object.fromEntries(metrics.map((metric) => [taught(metric), sums]));
      state.rollouts = withRollout(state.rollouts, {
        rolloutId: `r${state.rollouts?.length}`,
        metrics: learned,
      });
    },
    ask: () =>
      dispersions(spec, unit, 'blue', {
        clients: aws.clients,
        table: table(aws.clients, 'haldane'),
        clock: { now: () => nowMinute * 60_000 },
        telemetry: {
          middlewares: [],
          identify() {},
          info() {},
          count() {},
          error: (message) => said.push(message),
        },
      }),
  };
}

const [errors, orders] = spec.metrics as [Spec['metrics'][number], Spec['metrics'][number]];
const learned = { phi: expect.closeTo(1.9, 1), sigma2: expect.any(Number) };

describe('the dispersion of a plan', () => {
  it('is what was learned, and asks for nothing more', async () => {
    const { ask, learn, asked } = account('client');
    learn(errors, orders);
    learn(errors);
    expect(await ask()).toEqual({
      errors: { ...learned, origin: { kind: 'learned', rollouts: 2 } },
      orders: { ...learned, origin: { kind: 'learned', rollouts: 1 } },
    });
    expect(asked).toEqual([]);
  });

  it("is that of stable's last twelve hours for the others, in one call, if clients are assigned", async () => {
    const { ask, learn, asked } = account('client', 4);
    learn(orders);
    const found = await ask();
    expect(found.errors?.origin).toEqual({ kind: 'history', hours: 12 });
    expect(found.errors?.phi).toBeGreaterThan(3);
    expect(found.orders?.origin).toEqual({ kind: 'learned', rollouts: 1 });
    expect(asked).toHaveLength(1);
    const toMinute = nowMinute - lagMinutes;
    expect(asked[0]).toMatchObject({
      StartTime: new Date((toMinute - 720) * 60_000),
      EndTime: new Date(toMinute * 60_000),
    });
    expect(asked[0]?.MetricDataQueries).toHaveLength(2);
  });

  it('is left to the unit where requests are assigned and nothing was learned', async () => {
    const { ask, learn, asked } = account('request', 4);
    expect(await ask()).toEqual({});
    learn(errors);
    expect(Object.keys(await ask())).toEqual(['errors']);
    expect(asked).toEqual([]);
  });

  it('is left to the unit where nothing can be read, and that is told', async () => {
    const { ask, aws, said } = account('client', 4);
    aws.failNext(awsError('ProvisionedThroughputExceededException'), 'GetItem');
    aws.failNext(awsError('AccessDenied', 403), 'GetMetricData');
    expect(await ask()).toEqual({});
    expect(said).toEqual([
      'What earlier rollouts taught could not be read',
      "Stable's past could not be read",
      "Stable's past could not be read",
    ]);
  });
});
