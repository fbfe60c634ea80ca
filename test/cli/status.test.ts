import { beforeAll, describe, expect, it } from '@jest/globals';
import { rehearse } from '../../rehearsal/rehearse.ts';
import { scenarios } from '../../rehearsal/scenarios/index.ts';
import { type Answers, haldane, refusal } from './fakes.ts';

type History = Awaited<ReturnType<typeof rehearse>>['history'];

const holder =
  'arn:aws:states:eu-west-1:123456789012:execution:haldane-dev-rollout:recommendation-v42-aafa8c00753f';
const claim = {
  kind: { S: 'claim' },
  name: { S: 'recommendation' },
  holder: { S: holder },
  phase: { S: 'rolling out' },
  plan: { S: '{}' },
};

let whole: History;
/** Cut off in the middle of the second step. */
let running: History;
let nowMillis: number;

beforeAll(async () => {
  whole = (await rehearse({ scenario: scenarios['good-release'] })).history;
  const shifts = whole.flatMap((event, i) => (stateLeft(event) === 'Shift traffic' ? [i] : []));
  running = whole.slice(0, (shifts[1] ?? 0) + 60);
  nowMillis = new Date(running.at(-1)?.timestamp ?? 0).getTime() + 20_000;
}, 60_000);

const stateLeft = (event: object): unknown =>
  'stateExitedEventDetails' in event && JSON.parse(JSON.stringify(event.stateExitedEventDetails)).name;

const answers = (history: History, held: boolean): Answers => ({
  QueryCommand: () => ({ Items: held ? [claim] : [] }),
  GetItemCommand: ({ Key }) => (held && JSON.stringify(Key).includes('claim') ? { Item: claim } : {}),
  // In pages, as the service does.
  GetExecutionHistoryCommand: ({ nextToken }) =>
    nextToken === undefined
      ? { events: history.slice(0, 100), nextToken: 'more' }
      : { events: history.slice(100) },
  ListExecutionsCommand: () => ({
    executions: [
      { executionArn: `${holder}-other`, name: 'recommendation-api-v9-0123' },
      { executionArn: holder, name: 'recommendation-v42-aafa8c00753f' },
    ],
  }),
  DescribeExecutionCommand: ({ executionArn }) => ({
    status: 'SUCCEEDED',
    input: executionArn === holder ? '{"service":"recommendation"}' : '{"service":"recommendation-api"}',
  }),
});

describe('haldane status', () => {
  it('says where a rollout is and what was seen of it', async () => {
    const { exitCode, out } = await haldane('status', { answers: answers(running, true), nowMillis });
    expect(exitCode).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^recommendation {2}sha256:6a06be06b730 -> v42 {2}rolling out for \d+m$/);
    expect(lines[1]).toMatch(/^ {2}now {6}\S.* \(\d+s\); step 2 of 4, \d+[ms] since the shift, bakes 30m$/);
    expect(lines[2]).toBe('  traffic  canary 25% on green, stable 75% on blue, assigned: clients, for 1m');
    expect(lines[3]).toBe('  steps    5% passed, 25% running, 50%, 100%');
    expect(lines.slice(4).join(' ')).toMatch(
      /^ {2}verdict {2}bakes on: No sign of harm.* Dispersion +3, +assumed\./,
    );
    expect(lines.at(-2)).toBe(
      `  console  https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/${holder}`,
    );
  });

  it('tells scripts the same', async () => {
    const { out } = await haldane('status recommendation --json', {
      answers: answers(running, true),
      nowMillis,
    });
    const { rollouts, stopSwitch } = JSON.parse(out);
    expect(stopSwitch).toBe(null);
    expect(rollouts).toEqual([
      expect.objectContaining({
        service: 'recommendation',
        outcome: 'running',
        execution: holder,
        weights: { stable: 75, canary: 25 },
        lastVerdict: expect.objectContaining({ decision: 'bake' }),
      }),
    ]);
    expect(rollouts[0]).not.toHaveProperty('history');
  });

  it('shows how the last rollout ended when none is under way', async () => {
    const { exitCode, out } = await haldane('status recommendation', {
      answers: answers(whole, false),
      nowMillis,
    });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^recommendation {2}sha256:\w{12} -> v42 {2}promoted/);
    expect(out).toContain('All 4 steps passed.');
  });

  it('tells the history', async () => {
    const { out } = await haldane('status recommendation --history', {
      answers: answers(whole, false),
      nowMillis,
    });
    expect(out).toMatch(/\n {2}02:\d\d:\d\d +100% +Promote +v42 is the stable version now\n/);
  });

  it.each([
    ['status', {}, 0, 'No rollout is under way.\n'],
    [
      'status cart',
      { ListExecutionsCommand: () => ({}) },
      1,
      'There is no service cart: no spec, no rollout. Store its spec with: haldane apply FILE\n',
    ],
  ])('haldane %s, with nothing to show', async (commandLine, more, code, text) => {
    const { exitCode, out } = await haldane(commandLine, { answers: { ...answers(whole, false), ...more } });
    expect({ exitCode, out }).toEqual({ exitCode: code, out: text });
  });

  it('shows the stop switch', async () => {
    const stop = { Item: { reason: { S: 'black friday' }, by: { S: 'ann' } } };
    const { out } = await haldane('status', {
      answers: { ...answers(whole, false), GetItemCommand: () => stop },
    });
    expect(out).toBe(
      'stop switch  set by ann: black friday. No weight is raised.\n\nNo rollout is under way.\n',
    );
  });

  it('shows a pause that is yet to take effect', async () => {
    const item = { Item: { ...claim, paused: { S: 'lunch (ann)' } } };
    const world = {
      answers: {
        ...answers(running, true),
        GetItemCommand: ({ Key }: Record<string, unknown>) =>
          JSON.stringify(Key).includes('claim') ? item : {},
      },
      nowMillis,
    };
    expect((await haldane('status recommendation', world)).out).toMatch(/\n {2}paused {3}lunch \(ann\)\n/);
    const { rollouts } = JSON.parse((await haldane('status recommendation --json', world)).out);
    expect(rollouts[0]).toMatchObject({ paused: 'lunch (ann)', asks: null });
  });

  it('shows a question and how to answer it', async () => {
    const { history } = await rehearse({ scenario: scenarios['approval-given'] });
    const asked = history.findIndex(
      ({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === 'Wait for a decision',
    );
    const world = { answers: answers(history.slice(0, asked + 3), true), nowMillis };
    expect((await haldane('status', world)).out).toMatch(
      /\n {2}asks +May v42 get 50% of the traffic\? \(.* ago; haldane approve or refuse\s+answers\)\n/,
    );
    const { rollouts } = JSON.parse((await haldane('status --json', world)).out);
    expect(rollouts[0].asks).toMatchObject({
      question: 'May v42 get 50% of the traffic?',
      answer: 'waiting',
    });
  });

  it('ends with 3 if the history may not be read', async () => {
    const { exitCode } = await haldane('status', {
      answers: {
        ...answers(running, true),
        GetExecutionHistoryCommand: () => refusal('AccessDeniedException', 'jane may not'),
      },
    });
    expect(exitCode).toBe(3);
  });
});
