import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '../../report/happening.ts';
import { summary } from '../../report/summary.ts';
import { timeline } from '../../report/timeline.ts';
import { rehearsed } from './rehearsed.ts';

describe('the record of a rollout', () => {
  it('tells a rollout that was rolled back', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    const record = timeline(history);
    expect(record).toMatchObject({
      service: 'recommendation',
      version: 'v42',
      status: 'failed',
      outcome: 'rolled back',
      error: 'CanaryFailed',
      canarySlot: 'green',
      weights: { stable: 100, canary: 0 },
      isPartial: false,
      position: [],
    });
    expect(record.reason).toMatch(/^errors rose/);
    expect(record.steps.map(({ result }) => result)).toEqual(['failed', 'ahead', 'ahead', 'ahead']);
    expect(record.shifts.map(({ weightPercent, step }) => [weightPercent, step])).toEqual([
      [5, 1],
      [0, null],
    ]);
    expect(record.verdicts.at(-1)).toMatchObject({
      decision: 'fail',
      step: 1,
      weightPercent: 5,
      rule: 'harm-proved',
    });
    expect(record.verdicts.map(({ tick }) => tick)).toEqual(record.verdicts.map((_, index) => index + 1));
    expect(record.secondsToReturn).toBeGreaterThan(0);
    expect(record.secondsToReturn).toBeLessThan(5);
    expect(record.visits.filter(({ hasFailed }) => hasFailed).map(({ state }) => state)).toEqual([
      'The canary failed',
      'Rolled back',
    ]);
  });

  it('tells a rollout that was promoted', async () => {
    const { history } = await rehearsed('good-release');
    const record = timeline(history);
    expect(record).toMatchObject({
      outcome: 'promoted',
      reason: 'All 4 steps passed.',
      error: null,
      secondsToReturn: null,
    });
    expect(record.steps.map(({ result }) => result)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(record.weights).toEqual({ stable: 0, canary: 100 });
    expect(record.visits.some(({ hasFailed }) => hasFailed)).toBe(false);
    expect(JSON.parse(JSON.stringify(summary(record)))).toMatchObject({
      outcome: 'promoted',
      transitions: record.transitions,
    });
  });

  it.each([
    ['alarm-mid-bake', 'rolled back', /alarm recommendation-unhealthy/],
    ['stranger-moves-weights', 'stopped', /someone else moved the weights/],
    ['wrong-console-input', 'rejected', /digest/],
    ['crash-on-start', 'rolled back', /failed to start/],
  ] as const)('%s: %s', async (name, outcome, reason) => {
    const record = timeline((await rehearsed(name)).history);
    expect(record.outcome).toBe(outcome);
    expect(record.reason).toMatch(reason);
  });

  it('knows the weights only as long as nobody else moves them', async () => {
    expect(timeline((await rehearsed('stranger-moves-weights')).history).weights).toBeNull();
  });

  it('tells a stopped execution, and the recovery that follows it', async () => {
    const { executions } = await rehearsed('execution-stopped');
    const [stopped, recovery] = executions.map(({ history }) => timeline(history));
    expect(stopped).toMatchObject({ status: 'aborted', outcome: 'stopped', weights: { canary: 25 } });
    expect(recovery).toMatchObject({
      outcome: 'rolled back',
      service: 'recommendation',
      weights: { canary: 0 },
    });
    expect(recovery?.recovers).toMatch(/^arn:aws:states:/);
  });

  it.each([
    ['approval-given', 'approved'],
    ['approval-refused', 'refused'],
    ['approval-never-given', 'nobody answered'],
    ['abort-while-waiting-for-approval', 'called off'],
  ] as const)('%s: the answer is %s', async (name, answer) => {
    const { approvals } = timeline((await rehearsed(name)).history);
    expect(approvals).toMatchObject([{ question: 'May v42 get 50% of the traffic?', answer }]);
  });

  it('judges by the weight in force while a person is waited for', async () => {
    const record = timeline((await rehearsed('harm-while-waiting')).history);
    expect(record).toMatchObject({ outcome: 'rolled back', approvals: [{ answer: 'called off' }] });
    expect(record.verdicts.slice(-2)).toMatchObject([
      { decision: 'wait', step: 1, weightPercent: 5 },
      { decision: 'fail', step: 1, weightPercent: 5 },
    ]);
    expect(record.secondsToReturn).toBeLessThan(5);
  });

  it('tells holds with their reason and length', async () => {
    const { holds } = timeline((await rehearsed('stop-switch')).history);
    expect(holds).toHaveLength(1);
    expect(holds[0]?.reason).toMatch(/stop switch/i);
    expect((holds[0]?.toMillis ?? 0) - (holds[0]?.fromMillis ?? 0)).toBeGreaterThan(60_000);
  });

  it('counts transitions as the engine bills them, retries included', async () => {
    const { executions, world } = await rehearsed('return-is-throttled');
    const records = executions.map(({ history }) => timeline(history));
    expect(records.map(({ transitions }) => transitions)).toEqual(
      world.sfn.executions.map((one) => one.transitions),
    );
    expect(records[0]?.failures.some(({ isRetried }) => isRetried)).toBe(true);
    expect(records[0]?.bill.stepFunctionsDollars).toBeCloseTo((records[0]?.transitions ?? 0) * 0.000025, 9);
  });

  it('says where a running rollout is', async () => {
    const { history } = await rehearsed('good-release');
    const judging = history.findIndex(
      ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'Judge',
    );
    const record = timeline(history.slice(0, judging));
    expect(record).toMatchObject({ status: 'running', outcome: 'running', endMillis: null });
    expect(record.reason).toMatch(/^Step 1 of 4 \(5%\), now: /);
    expect(record.position.map(({ state }) => state)).toContain('Watch for an alarm or an abort');
  });
});

describe('a history that is not what one expects', () => {
  it('is read however early it ends and however late it begins', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    for (let cut = 0; cut <= history.length; cut += 7) {
      expect(() => timeline(history.slice(0, cut))).not.toThrow();
      expect(timeline(history.slice(cut)).isPartial).toBe(cut > 0);
    }
  });

  it('is read from the JSON that the AWS CLI prints', async () => {
    const { history } = await rehearsed('errors-at-5-percent');
    const printed: HistoryEvent[] = JSON.parse(JSON.stringify(history));
    expect(timeline(printed)).toEqual(timeline(history));
  });

  it.each([
    ['nothing', []],
    ['an event without anything', [{}]],
    ['unknown types', [{ id: 1, type: 'QuantumStateEntered', timestamp: new Date(0) }]],
    [
      'details that are no JSON',
      [{ id: 1, type: 'ExecutionStarted', executionStartedEventDetails: { input: '{' } }],
    ],
    [
      'a verdict of another shape',
      [
        { id: 1, type: 'TaskStateEntered', stateEnteredEventDetails: { name: 'Judge' } },
        {
          id: 2,
          previousEventId: 1,
          type: 'TaskSucceeded',
          taskSucceededEventDetails: { output: '{"Payload":{"decision":"wait","verdict":7}}' },
        },
      ],
    ],
  ] as const)('%s', (_, events) => {
    expect(timeline(events)).toMatchObject({ status: 'running', service: null, plan: null, weights: null });
  });

  it('keeps what it can read of a verdict of another shape', () => {
    const output =
      '{"Payload":{"decision":"wait","verdict":{"lnE":"much","metrics":[{"name":"errors","verdict":"ok"},3]}}}';
    const { verdicts } = timeline([
      {
        id: 1,
        type: 'TaskStateEntered',
        timestamp: 1.7e9,
        ...{ stateEnteredEventDetails: { name: 'Judge' } },
      },
      { id: 2, previousEventId: 1, type: 'TaskSucceeded', ...{ taskSucceededEventDetails: { output } } },
    ]);
    expect(verdicts).toMatchObject([
      { atMillis: 1.7e12, decision: 'wait', lnE: null, metrics: [{ name: 'errors', counts: null }] },
    ]);
  });
});
