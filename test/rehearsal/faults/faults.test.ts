import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';
import { playCase, playUsual } from '../../../rehearsal/faults/explore.ts';
import { caseOf, seedOf } from '../../../rehearsal/faults/fault.ts';
import { invariants } from '../../../rehearsal/faults/invariants.ts';
import { isKind, kinds } from '../../../rehearsal/faults/kinds.ts';
import { shrink } from '../../../rehearsal/faults/shrink.ts';
import type { Scenario } from '../../../rehearsal/scenario.ts';
import { scenarios } from '../../../rehearsal/scenarios/index.ts';
import { timeline } from '../../../report/timeline.ts';

jest.setTimeout(60_000);

const script = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['scripts/faults.ts', ...args], { encoding: 'utf8' });

describe('a short story', () => {
  it.each(Object.entries(scenarios))('%s ends as the long one', async (name, { ends }: Scenario) => {
    const { world } = await playUsual(name);
    const last = world.sfn.executions.toSorted((a, b) => (a.stopMillis ?? 0) - (b.stopMillis ?? 0)).at(-1);
    expect(timeline(last?.history ?? []).outcome).toBe(ends.outcome);
  });
});

describe('a seed', () => {
  it('is a case in one word', () => {
    const seed = 'person-aborts:c150.hung+e3.never';
    expect(seedOf(caseOf(seed, isKind))).toBe(seed);
  });

  it('gives the same run each time', async () => {
    const played = async () => {
      const { trial } = await playCase(caseOf('person-aborts:c100.throttled+c120.pushed', isKind));
      return trial.world.calls.map(({ principal, operation, startMillis }) => [
        principal,
        operation,
        startMillis,
      ]);
    };
    expect(await played()).toEqual(await played());
  });
});

describe('what was found once', () => {
  it('a rollout whose end nobody told is recovered all the same', async () => {
    const usual = await playUsual('execution-stopped');
    const lost = usual.deliveries.find(({ rule }) => rule.endsWith('rollout-ended-badly'));
    const { trial, broken } = await playCase(caseOf(`execution-stopped:e${lost?.id}.never`, isKind));
    expect(broken).toEqual([]);
    const [stopped, recovery] = trial.world.sfn.executions;
    expect(recovery?.input).toEqual({ recover: stopped?.arn });
    expect((recovery?.startMillis ?? 0) - (stopped?.stopMillis ?? 0)).toBeGreaterThan(300_000);
  });

  it('a new version of a function is waited for, though Lambda still works on the update whose answer was lost', async () => {
    const usual = await playUsual('lambda-good-release');
    const publish = usual.world.calls.find(({ operation }) => operation === 'UpdateFunctionCode');
    const { trial, broken } = await playCase(
      caseOf(`lambda-good-release:c${publish?.id}.lost-answers`, isKind),
    );
    expect(broken).toEqual([]);
    expect(trial.world.calls.map(({ outcome }) => outcome)).toContain('ResourceConflictException');
  });

  it('a version that could not be noted is found again and retired', async () => {
    const usual = await playUsual('lambda-good-release');
    const note = usual.world.calls.findLast(
      ({ principal, operation }) => principal.endsWith('deploy-the-canary') && operation === 'UpdateItem',
    );
    const { trial, broken } = await playCase(caseOf(`lambda-good-release:c${note?.id}.table-down`, isKind));
    expect(broken).toEqual([]);
    expect(trial.world.sfn.executions[0]?.status).toBe('FAILED');
    const versions = trial.world.lambda.function('thumbnails')?.configurations();
    expect(versions?.map(({ Version }) => Version)).toEqual(['$LATEST', '1']);
  });

  it('a version that cannot read the plan returns the traffic', async () => {
    const usual = await playUsual('good-release');
    const judge = usual.world.calls.find(({ input }) => JSON.stringify(input ?? '').includes('-judge"'));
    const { trial, broken } = await playCase(caseOf(`good-release:c${judge?.id}.replaced`, isKind));
    expect(broken).toEqual([]);
    expect(trial.world.sfn.executions[0]).toMatchObject({ status: 'FAILED', error: 'UnreadablePlan' });
  });
});

it('a case shrinks to the fault that breaks the same', async () => {
  const invariant = 'no fault is needed for this';
  const faults = caseOf('good-release:c5.throttled+c9.hung', isKind);
  // Nothing breaks it, so nothing is left out.
  expect(await shrink(faults, { invariant, sentence: '' })).toEqual(faults);
});

describe('the script', () => {
  it('prints what it explored as JSON', () => {
    const { stdout, status } = script('--scenario', 'archive-for-ecs', '--json');
    const report: unknown = JSON.parse(stdout);
    expect(report).toEqual({
      points: expect.any(Number),
      kinds: Object.keys(kinds).length,
      runs: expect.any(Number),
      broken: [],
    });
    expect(status).toBe(0);
  });

  it('tells a run', () => {
    const { stdout, status } = script('--replay', 'person-aborts:c150.hung');
    expect(stdout).toMatch(/no answer ever comes(.|\n)*>> hung at c150(.|\n)*No invariant is broken\./);
    expect(status).toBe(0);
  });
});

describe('docs/faults.md', () => {
  const page = readFileSync('docs/faults.md', 'utf8');

  it.each(Object.entries(kinds))('knows %s', (name, { means }) => {
    expect(page).toContain(`| \`${name}\` | ${means} |`);
  });

  it.each(invariants)('knows: $name', ({ name }) => {
    expect(page).toContain(`- ${name}\n`);
  });

  it('counts them', () => {
    expect(page).toContain(`${Object.keys(kinds).length} kinds of faults`);
  });
});
